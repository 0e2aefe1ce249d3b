"""Which sale line each return line takes back.

Return lines are taken by time, then document number, then place in the file. Each takes the latest earlier sale line
of the same known customer and product with enough quantity not yet returned. Earlier is a sale of an earlier time, or
one that stands above the return in its own order.
"""

from collections import defaultdict
from functools import cache
from typing import Any

from tests.oracle.measures import SALE
from tests.oracle.raw import Book


@cache
def matches(book: Book) -> dict[int, int]:
    """Row of the sale line by row of the return line; returns without one are absent."""
    timed = book.lines.drop_nulls("customer").sort("placed_at", "number", "row")
    columns = ("row", "number", "placed_at", "quantity")
    sold: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for sale in timed.filter(SALE).select("customer", "product", *columns).iter_rows(named=True):
        sold[sale["customer"], sale["product"]].append(sale)
    found = {}
    for back in timed.filter(~SALE).select("customer", "product", *columns).iter_rows(named=True):
        for sale in reversed(sold[back["customer"], back["product"]]):
            above = sale["number"] == back["number"] and sale["row"] < back["row"]
            if (sale["placed_at"] < back["placed_at"] or above) and sale["quantity"] >= -back["quantity"]:
                sale["quantity"] += back["quantity"]
                found[back["row"]] = sale["row"]
                break
    return found


@cache
def unreturned(book: Book) -> dict[str, int]:
    """Sale units of each order that no matched return covers, in 10^-3; orders without a sale are absent."""
    taken: dict[int, int] = defaultdict(int)
    quantities = dict(book.lines.select("row", "quantity").iter_rows())
    for back, sale in matches(book).items():
        taken[sale] -= quantities[back]
    remaining: dict[str, int] = defaultdict(int)
    for number, row, quantity in book.lines.filter(SALE).select("number", "row", "quantity").iter_rows():
        remaining[number] += quantity - taken[row]
    return remaining
