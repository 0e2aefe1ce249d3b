"""Spend tiers: known customers with a sale, by their revenue within the filter."""

from fractions import Fraction
from typing import Any

from tests.oracle.filters import SalesFilter, kept
from tests.oracle.measures import SALE, Totals, average, share, totals, totals_by
from tests.oracle.raw import AMOUNT_PLACES, Book

ABOVE = (("VIP", 5000), ("HIGH", 2000), ("MEDIUM", 500))


def tier_of(revenue: int) -> str:
    return next((name for name, limit in ABOVE if revenue > limit * 10**AMOUNT_PLACES), "LOW")


def spend_tiers(book: Book, sales_filter: SalesFilter) -> list[dict[str, Any]]:
    """All four tiers, the highest first, empty ones too; the share is of the filter's whole revenue."""
    rows = kept(book, sales_filter)
    whole = totals(rows).revenue
    tiers: dict[str, list[Totals]] = {name: [] for name in ("VIP", "HIGH", "MEDIUM", "LOW")}
    for total in totals_by(rows.filter(SALE), "customer").values():
        tiers[tier_of(total.revenue)].append(total)
    return [spend_tier(name, members, whole) for name, members in tiers.items()]


def spend_tier(name: str, members: list[Totals], whole: int) -> dict[str, Any]:
    count = len(members)
    revenue = sum(total.revenue for total in members)
    orders = sum(total.orders for total in members)
    return {
        "tier": name,
        "customers": count,
        "averageRevenue": average(Fraction(revenue, count)) if count else None,
        "averageOrders": orders / count if count else None,
        "averageOrderValue": average(Fraction(revenue, orders)) if orders else None,
        "revenueShare": share(revenue, whole),
    }
