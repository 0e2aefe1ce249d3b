"""Single orders, and the data set as a whole."""

from typing import Any

import polars as pl

from tests.oracle.filters import data_days
from tests.oracle.matching import unreturned
from tests.oracle.measures import money, totals, units
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
