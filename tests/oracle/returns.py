"""Lists of orders and of return lines with the sale that each reverses."""

from typing import Any

from tests.oracle.filters import SalesFilter, kept
from tests.oracle.matching import matches
from tests.oracle.measures import SALE, money, units
from tests.oracle.raw import Book


def order_numbers(book: Book, sales_filter: SalesFilter) -> list[str]:
    """Orders and return documents with a line in the filter: the newest first, then by number."""
    heads = kept(book, sales_filter).select("number", "placed_at").unique()
    return heads.sort("placed_at", "number", descending=[True, False])["number"].to_list()


def matched_returns(book: Book, sales_filter: SalesFilter, matched: bool | None = None) -> list[dict[str, Any]]:
    """The filter's return lines by document, product and quantity, each with the number of its sale."""
    sales = {row: (number, day) for row, number, day in book.lines.select("row", "number", "day").iter_rows()}
    found = []
    for back in kept(book, sales_filter).filter(~SALE).iter_rows(named=True):
        sale = sales.get(matches(book).get(back["row"], 0))
        if matched in (None, sale is not None):
            found.append(
                {
                    "return": {"number": back["number"]},
                    "sale": sale and {"number": sale[0]},
                    "product": {"code": back["product"]},
                    "quantity": units(back["quantity"]),
                    "amount": money(back["amount"]),
                    "daysBetween": sale and (back["day"] - sale[1]).days,
                }
            )
    return found
