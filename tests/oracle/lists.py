"""Ranked members of a filter: countries, products, customers.

A list shows every member with a sale or a return. Ties go by code, whatever the direction; nulls stand last.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tests.oracle.filters import SalesFilter, kept
from tests.oracle.measures import Totals, average, money, share, totals, totals_by, units
from tests.oracle.raw import Book, is_service

METRICS: dict[str, Callable[[Totals], int | Fraction | None]] = {
    "REVENUE": lambda total: total.revenue,
    "NET_REVENUE": lambda total: total.net_revenue,
    "RETURNS": lambda total: total.returns,
    "ORDERS": lambda total: total.orders,
    "UNITS": lambda total: total.units,
    "CUSTOMERS": lambda total: total.customers,
    "AVERAGE_ORDER_VALUE": lambda total: total.average_order_value,
}
ABC_LIMITS = (("A", 80), ("B", 95))


def ranked(members: dict[str, Totals], order_by: str = "REVENUE", direction: str = "DESC") -> list[str]:
    """Codes in the asked order."""

    def place(code: str) -> tuple[bool, int | Fraction, str]:
        value = METRICS[order_by](members[code])
        signed = 0 if value is None else -value if direction == "DESC" else value
        return value is None, signed, code

    return sorted(members, key=place)


def amounts(total: Totals) -> dict[str, Any]:
    """The measures that every list shows."""
    return {
        "revenue": money(total.revenue),
        "returns": money(total.returns),
        "netRevenue": money(total.net_revenue),
        "orders": total.orders,
        "units": units(total.units),
    }


def by_country(
    book: Book, sales_filter: SalesFilter, order_by: str = "REVENUE", direction: str = "DESC"
) -> list[dict[str, Any]]:
    rows = kept(book, sales_filter)
    whole, members = totals(rows).revenue, totals_by(rows, "country")
    return [
        {
            "country": country,
            **amounts(members[country]),
            "customers": members[country].customers,
            "averageOrderValue": average(members[country].average_order_value),
            "share": share(members[country].revenue, whole),
        }
        for country in ranked(members, order_by, direction)
    ]


def classes(members: dict[str, Totals], whole: int) -> dict[str, tuple[float, str]]:
    """Cumulative share and ABC class of each product by revenue rank: A up to 80%, B up to 95%."""
    found, running = {}, 0
    for code in ranked(members):
        running += members[code].revenue
        abc = next((name for name, percent in ABC_LIMITS if 100 * running <= percent * whole), "C")
        found[code] = (share(running, whole), abc)
    return found


def products(
    book: Book,
    sales_filter: SalesFilter,
    order_by: str = "REVENUE",
    direction: str = "DESC",
    search: str | None = None,
) -> list[dict[str, Any]]:
    """A search keeps the products whose code or name holds the text, whatever the case, and changes no other number."""
    rows = kept(book, sales_filter)
    whole, members = totals(rows).revenue, totals_by(rows, "product")
    placed = classes(members, whole)

    def found(code: str) -> bool:
        return search is None or search.lower() in code.lower() or search.lower() in book.product_names[code].lower()

    return [
        {
            "product": {
                "code": code,
                "name": book.product_names[code],
                "kind": "SERVICE" if is_service(code) else "MERCHANDISE",
            },
            **amounts(members[code]),
            "customers": members[code].customers,
            "share": share(members[code].revenue, whole),
            "cumulativeShare": placed[code][0],
            "abcClass": placed[code][1],
        }
        for code in ranked(members, order_by, direction)
        if found(code)
    ]


def customers(
    book: Book,
    sales_filter: SalesFilter,
    order_by: str = "REVENUE",
    direction: str = "DESC",
    search: str | None = None,
) -> list[dict[str, Any]]:
    """Known customers; a share is of the filter's whole revenue, that of unknown customers included."""
    rows = kept(book, sales_filter)
    whole, members = totals(rows).revenue, totals_by(rows, "customer")
    return [
        {
            "customer": {"id": customer, "country": book.customer_countries[customer]},
            **amounts(members[customer]),
            "averageOrderValue": average(members[customer].average_order_value),
            "share": share(members[customer].revenue, whole),
        }
        for customer in ranked(members, order_by, direction)
        if search is None or search.lower() in customer.lower()
    ]
