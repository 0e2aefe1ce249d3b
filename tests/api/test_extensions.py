"""What the schema adds to the contract: returns dated by their sale, and the classes A to C as a whole."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from tests.api.cases import CASES
from tests.api.conftest import ODD_AND_LARGE, Shop
from tests.oracle.filters import SalesFilter, kept
from tests.oracle.lists import products
from tests.oracle.matching import matches
from tests.oracle.measures import SALE, money, totals
from tests.oracle.raw import Book

RETURNS = """query ($filter: SalesFilter) { sales(filter: $filter) {
    kpis(returnsOn: SALE) { revenue returns netRevenue }
    trend(granularity: MONTH, returnsOn: SALE) { start revenue returns netRevenue } } }"""
CLASSES = "query ($filter: SalesFilter) { sales(filter: $filter) { abcClasses { abcClass products revenue share } } }"

pytestmark = ODD_AND_LARGE


def dated_by_sale(book: Book, sales_filter: SalesFilter) -> pl.DataFrame:
    """The filter's return lines, each on the day of the sale it reverses, or on its own where there is none."""
    days = dict(book.lines.select("row", "day").iter_rows())
    moved = [days[matches(book).get(row, row)] for row in book.lines["row"]]
    lines = book.lines.with_columns(pl.Series("day", moved, dtype=pl.Date))
    return kept(replace(book, lines=lines), sales_filter).filter(~SALE)


@pytest.mark.parametrize("case", ["none", "dates cutting months", "dates and countries", "products", "service"])
def test_returns_dated_by_the_sale_they_reverse(shop: Shop, case: str) -> None:
    sales_filter = CASES[case](shop.book)
    got = shop.client.query(RETURNS, {"filter": sales_filter.variables()})["sales"]
    returns = dated_by_sale(shop.book, sales_filter)
    revenue = totals(kept(shop.book, sales_filter)).revenue
    whole = int(returns["amount"].sum())
    assert got["kpis"] == {
        "revenue": money(revenue),
        "returns": money(whole),
        "netRevenue": money(revenue + whole),
    }
    by_month: dict[date, int] = {}
    for day, amount in returns.select("day", "amount").iter_rows():
        by_month[day.replace(day=1)] = by_month.get(day.replace(day=1), 0) + amount
    found = {date.fromisoformat(point["start"]): point["returns"] for point in got["trend"]}
    assert by_month.keys() <= found.keys()
    assert found == {start: money(by_month.get(start, 0)) for start in found}


@pytest.mark.parametrize("case", ["none", "dates cutting months", "countries", "customers", "service"])
def test_the_classes_sum_up_the_list_of_products(shop: Shop, case: str) -> None:
    sales_filter = CASES[case](shop.book)
    got = shop.client.query(CLASSES, {"filter": sales_filter.variables()})["sales"]["abcClasses"]
    listed = products(shop.book, sales_filter)
    assert [(row["abcClass"], row["products"]) for row in got] == [
        (name, sum(row["abcClass"] == name for row in listed)) for name in "ABC"
    ]
    for row in got:
        assert row["share"] == pytest.approx(
            sum(each["share"] for each in listed if each["abcClass"] == row["abcClass"])
        )
