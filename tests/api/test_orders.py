"""`dataset` and `order` against the oracle."""

import polars as pl

from tests.api.comparison import assert_same
from tests.api.conftest import Shop
from tests.oracle.matching import unreturned
from tests.oracle.orders import dataset, order

DATASET = "{ dataset { from to countries orders lines currency version loadedAt } }"
ORDER = """
query Order($number: String!) {
  order(number: $number) {
    number placedAt customer { id } country revenue returns netRevenue units cancelled
    lines { product { code name } quantity unitPrice amount }
  }
}
"""
SPREAD = 60


def test_dataset(shop: Shop) -> None:
    got = shop.client.query(DATASET)["dataset"]
    expected = dataset(shop.book)
    assert_same(expected, {name: got[name] for name in expected}, shop.name)
    assert got["currency"] == "GBP"
    assert got["version"]
    assert got["loadedAt"]


def test_orders(shop: Shop) -> None:
    """A spread of all orders, and of those whose every unit came back, return documents included."""
    remaining = unreturned(shop.book)
    numbers = shop.book.orders["number"].gather_every(1 + shop.book.orders.height // SPREAD).to_list()
    numbers += [number for number, left in remaining.items() if left == 0]
    numbers += shop.book.orders.filter(~pl.col("number").is_in(list(remaining)))["number"].head(3).to_list()
    for number in numbers:
        got = shop.client.query(ORDER, {"number": number})["order"]
        assert_same(order(shop.book, number), got, f"{shop.name}, order {number}")


def test_largest_order(shop: Shop) -> None:
    number = shop.book.lines.group_by("number").len().sort("len", descending=True)["number"][0]
    got = shop.client.query(ORDER, {"number": number})["order"]
    assert_same(order(shop.book, number), got, f"{shop.name}, order {number}")


def test_unknown_order_is_null(shop: Shop) -> None:
    for number in ("no such order", "", "'; DROP TABLE orders; --", "0" * 5000):
        assert shop.client.query(ORDER, {"number": number}) == {"order": None}
