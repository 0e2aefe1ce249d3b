"""The oracle itself, against the real file's reference values, which two other engines computed."""

from datetime import date

import polars as pl
import pytest

from tests.oracle.filters import SalesFilter
from tests.oracle.lists import by_country, customers, products
from tests.oracle.measures import by_hour, by_weekday, kpis, money, totals
from tests.oracle.orders import dataset, order
from tests.oracle.raw import Book
from tests.oracle.tiers import spend_tiers
from tests.oracle.trend import trend

ALL = SalesFilter()


def test_rows_read_loaded_and_rejected(real_book: Book) -> None:
    assert (real_book.rows_read, real_book.lines.height, real_book.rejected.height) == (541_909, 539_392, 2_517)
    reasons = dict(real_book.rejected["reason"].value_counts().iter_rows())
    assert reasons == {"zero price": 2_515, "negative price": 2}
    assert real_book.lines["customer"].null_count() == 132_603
    assert real_book.lines["description"].null_count() == 0


def test_sales(real_book: Book) -> None:
    found = kpis(real_book, ALL)
    expected = {
        "revenue": "10666684.544",
        "returns": "-896812.49",
        "netRevenue": "9769872.054",
        "orders": 19_960,
        "units": 5_588_376.0,
        "lines": 530_104,
        "customers": 4_338,
        "newCustomers": 4_338,
        "products": 3_812,
        "countries": 38,
        "averageOrderValue": "534.403033",
    }
    assert {name: found[name] for name in expected} == expected


def test_returns(real_book: Book) -> None:
    returned = real_book.lines.filter(~pl.col("sale"))
    assert (returned.height, money(totals(returned).returns)) == (9_288, "-896812.49")
    assert returned["quantity"].sum() == -277_574_000
    assert real_book.orders.height - real_book.sale_orders.height == 3_836
    assert dataset(real_book)["orders"] == 23_796


def test_months(real_book: Book) -> None:
    months = {point["start"]: point for point in trend(real_book, ALL, "MONTH")}
    assert len(months) == 13
    for start, revenue, orders in (
        ("2010-12-01", "823746.14", 1_559),
        ("2011-11-01", "1509496.33", 2_769),
        ("2011-12-01", "638792.68", 819),
    ):
        assert (months[start]["revenue"], months[start]["orders"]) == (revenue, orders)
    assert [start for start, point in months.items() if not point["complete"]] == ["2011-12-01"]


def test_hours_and_weekdays(real_book: Book) -> None:
    assert by_hour(real_book, ALL)[12]["orders"] == 3_219
    assert [day["weekday"] for day in by_weekday(real_book, ALL) if day["orders"] == 0] == [6]


def test_top_lists(real_book: Book) -> None:
    top = customers(real_book, ALL)[0]
    assert (top["customer"]["id"], top["revenue"], top["orders"]) == ("14646", "280206.02", 73)
    top = products(real_book, ALL)[0]
    assert (top["product"]["code"], top["revenue"]) == ("DOT", "206248.77")
    merchandise = products(real_book, SalesFilter(product_kind="MERCHANDISE"))[:3]
    assert [(member["product"]["code"], member["revenue"]) for member in merchandise] == [
        ("22423", "174484.74"),
        ("23843", "168469.60"),
        ("85123A", "106471.28"),
    ]
    assert [(member["country"], member["revenue"]) for member in by_country(real_book, ALL)[:4]] == [
        ("United Kingdom", "9025222.084"),
        ("Netherlands", "285446.34"),
        ("EIRE", "283453.96"),
        ("Germany", "228867.14"),
    ]


def test_members_with_returns_only(real_book: Book) -> None:
    assert sum(member["orders"] == 0 for member in customers(real_book, ALL)) == 33
    assert sum(member["orders"] == 0 for member in products(real_book, ALL)) == 16


def test_filtered(real_book: Book) -> None:
    found = kpis(real_book, SalesFilter(date(2011, 3, 10), date(2011, 6, 20), ("Germany", "France")))
    assert [found[name] for name in ("revenue", "orders", "customers", "units", "products")] == [
        "110375.64",
        203,
        91,
        58_726.0,
        1_050,
    ]


def test_spend_tiers(real_book: Book) -> None:
    assert [tier["customers"] for tier in spend_tiers(real_book, ALL)] == [275, 628, 1_673, 1_762]


@pytest.mark.parametrize(("number", "cancelled"), [("581483", True), ("541431", True), ("536365", False)])
def test_cancelled_orders(real_book: Book, number: str, cancelled: bool) -> None:
    found = order(real_book, number)
    assert found is not None
    assert found["cancelled"] is cancelled
