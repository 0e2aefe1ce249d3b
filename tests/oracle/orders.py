"""Single orders, the matching of returns to sales, and the data set as a whole."""

from collections import defaultdict
from functools import cache
from typing import Any

import polars as pl

from tests.oracle.filters import data_days
from tests.oracle.measures import SALE, money, totals, units
from tests.oracle.raw import PRICE_PLACES, Book


def dataset(book: Book) -> dict[str, Any]:
    """Everything loaded, return documents and return lines included."""
    days = data_days(book)
    return {
        "from": days[0].isoformat() if days else None,
        "to": days[1].isoformat() if days else None,
        "countries": sorted(book.orders["country"].unique()),
        "orders": book.orders.height,
        "lines": book.lines.height,
    }


@cache
def unreturned(book: Book) -> dict[str, int]:
    """Sale units of each order that no matched return covers, in 10^-3; orders without a sale are absent.

    Each return line, in order of time, takes the latest earlier sale line of the same known customer and product
    with enough quantity not yet returned.
    """
    left = dict(book.lines.filter(SALE).select("row", "quantity").iter_rows())
    sales: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
    timed = book.lines.sort("placed_at", "number", "row").drop_nulls("customer")
    for sale in timed.filter(SALE).select("customer", "product", "placed_at", "row").iter_rows():
        sales[sale[:2]].append(sale[2:])
    for customer, product, placed_at, quantity in (
        timed.filter(~SALE).select("customer", "product", "placed_at", pl.col("quantity").abs()).iter_rows()
    ):
        for sold_at, row in reversed(sales[customer, product]):
            if sold_at < placed_at and left[row] >= quantity:
                left[row] -= quantity
                break
    remaining: dict[str, int] = defaultdict(int)
    for number, row in book.lines.filter(SALE).select("number", "row").iter_rows():
        remaining[number] += left[row]
    return remaining


def order(book: Book, number: str) -> dict[str, Any] | None:
    """One order as the API shows it, its lines in the file's order."""
    lines = book.lines.filter(pl.col("number") == number)
    if lines.is_empty():
        return None
    head, total = lines.row(0, named=True), totals(lines)
    return {
        "number": number,
        "placedAt": head["placed_at"].isoformat(),
        "customer": head["customer"] and {"id": head["customer"]},
        "country": head["country"],
        "revenue": money(total.revenue),
        "returns": money(total.returns),
        "netRevenue": money(total.net_revenue),
        "units": units(total.units),
        "cancelled": unreturned(book).get(number) == 0,
        "lines": [
            {
                "product": {"code": line["product"], "name": book.product_names[line["product"]]},
                "quantity": units(line["quantity"]),
                "unitPrice": money(line["price"], PRICE_PLACES),
                "amount": money(line["amount"]),
            }
            for line in lines.iter_rows(named=True)
        ],
    }
