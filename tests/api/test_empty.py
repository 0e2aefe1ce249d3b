"""A product without data answers every field without error."""

from tests.api.client import GraphQLClient
from tests.api.comparison import assert_same
from tests.api.documents import EVERYTHING, ORACLE_LISTS, everything, members
from tests.oracle.filters import SalesFilter
from tests.oracle.raw import Book


def empty_book(full: Book) -> Book:
    return Book(0, full.lines.clear(), full.rejected.clear())


def test_every_field(empty_client: GraphQLClient, sample_book: Book) -> None:
    book = empty_book(sample_book)
    assert_same(everything(book, SalesFilter()), empty_client.query(EVERYTHING)["sales"])
    for name in ORACLE_LISTS:
        assert members(empty_client, name, SalesFilter()) == []


def test_dataset(empty_client: GraphQLClient) -> None:
    got = empty_client.query("{ dataset { from to countries orders lines } }")["dataset"]
    assert got == {"from": None, "to": None, "countries": [], "orders": 0, "lines": 0}
    assert empty_client.query('{ order(number: "1") { number } }') == {"order": None}
