"""Measures of any group of lines, and the API's way to write them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

import polars as pl

from tests.oracle.filters import SalesFilter, kept
from tests.oracle.raw import AMOUNT_PLACES, QUANTITY_PLACES, Book


@dataclass(frozen=True)
class Totals:
    """What a group of lines adds up to; revenue and returns in 10^-9, units in 10^-3; counts are of sale lines."""

    revenue: int = 0
    returns: int = 0
    orders: int = 0
    units: int = 0
    lines: int = 0
    customers: int = 0
    products: int = 0
    countries: int = 0

    @property
    def net_revenue(self) -> int:
        return self.revenue + self.returns

    @property
    def average_order_value(self) -> Fraction | None:
        return Fraction(self.revenue, self.orders) if self.orders else None


SALE = pl.col("sale")
AGGREGATES = (
    pl.col("amount").filter(SALE).sum().alias("revenue"),
    pl.col("amount").filter(~SALE).sum().alias("returns"),
    pl.col("number").filter(SALE).n_unique().alias("orders"),
    pl.col("quantity").filter(SALE).sum().alias("units"),
    SALE.sum().alias("lines"),
    pl.col("customer").filter(SALE).drop_nulls().n_unique().alias("customers"),
    pl.col("product").filter(SALE).n_unique().alias("products"),
    pl.col("country").filter(SALE).n_unique().alias("countries"),
)
COLUMNS = [field.name for field in fields(Totals)]


def totals(rows: pl.DataFrame) -> Totals:
    return Totals(*rows.select(AGGREGATES).select(COLUMNS).row(0))


def totals_by(rows: pl.DataFrame, column: str) -> dict[Any, Totals]:
    """Every member of the column with a sale or a return among the rows; null is no member."""
    groups = rows.drop_nulls(column).group_by(column).agg(AGGREGATES)
    return {key: Totals(*values) for key, *values in groups.select(column, *COLUMNS).iter_rows()}


def money(amount: int, places: int = AMOUNT_PLACES) -> str:
    """Exact plain notation: at least 2 places and as many as the amount needs."""
    sign, digits = "-" if amount < 0 else "", str(abs(amount)).zfill(places + 1)
    whole, fraction = digits[:-places], digits[-places:].rstrip("0").ljust(2, "0")
    return f"{sign}{whole}.{fraction}"


def average(value: Fraction | None) -> str | None:
    """An average or ratio of amounts of 10^-9: 6 places, half-even."""
    if value is None:
        return None
    micro = round(value / 10 ** (AMOUNT_PLACES - 6))
    return f"{'-' if micro < 0 else ''}{abs(micro) // 10**6}.{abs(micro) % 10**6:06d}"


def units(quantity: int) -> float:
    return quantity / 10**QUANTITY_PLACES


def share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def kpis(book: Book, sales_filter: SalesFilter) -> dict[str, Any]:
    rows = kept(book, sales_filter)
    total = totals(rows)
    sold_in = rows.filter(SALE)["number"].unique()
    return {
        "revenue": money(total.revenue),
        "returns": money(total.returns),
        "netRevenue": money(total.net_revenue),
        "orders": total.orders,
        "units": units(total.units),
        "lines": total.lines,
        "customers": total.customers,
        "newCustomers": int(book.first_orders.is_in(sold_in.implode()).sum()),
        "products": total.products,
        "countries": total.countries,
        "averageOrderValue": average(total.average_order_value),
        "returnRate": -total.returns / total.revenue if total.revenue else None,
    }


def points(groups: Mapping[int, Totals], name: str, keys: range) -> list[dict[str, Any]]:
    points = []
    for key in keys:
        total = groups.get(key, Totals())
        points.append({name: key, "revenue": money(total.revenue), "orders": total.orders, "units": units(total.units)})
    return points


def by_hour(book: Book, sales_filter: SalesFilter) -> list[dict[str, Any]]:
    """All 24 hours of the order's time."""
    return points(totals_by(kept(book, sales_filter), "hour"), "hour", range(24))


def by_weekday(book: Book, sales_filter: SalesFilter) -> list[dict[str, Any]]:
    """All seven ISO weekdays."""
    return points(totals_by(kept(book, sales_filter), "weekday"), "weekday", range(1, 8))
