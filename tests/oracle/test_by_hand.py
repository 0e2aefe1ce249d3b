"""The oracle on eleven rows whose every number was worked out by hand."""

from datetime import date

import polars as pl
import pytest

from tests.oracle.filters import SalesFilter, period
from tests.oracle.lists import by_country, customers, products
from tests.oracle.matching import unreturned
from tests.oracle.measures import kpis
from tests.oracle.orders import order
from tests.oracle.raw import Book, read_book
from tests.oracle.tiers import spend_tiers
from tests.oracle.trend import growth, trend

COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
ROWS = [
    ("1", "a1 ", "CUP", "10", "2024-01-30 09:00:00", "60.00", "7.0", "France"),
    ("1", "B2", "JAR", "1", "2024-01-30 10:00:00", "0.125", None, "Spain"),
    ("2", "A1", "MUG", "2", "2024-02-29 09:00:00", "50.00", None, "France"),
    ("3", "POST", "POSTAGE", "1", "2024-02-29 09:00:00", "1.50", "8", "Germany"),
    ("C4", "A1", "Cup", "-10", "2024-02-29 12:00:00", "60.00", "7", "France"),
    ("C5", "Z9", "damaged", "-1", "2024-03-01 12:00:00", "3.00", "9", "Spain"),
    ("6", "B2", "JAR", "0", "2024-03-01 12:00:00", "3.00", "9", "Spain"),
    ("6", "B2", "JAR", "1", "2024-03-01 12:00:00", "0", "9", "Spain"),
    ("6", "B2", "JAR", "1", "2024-03-01 12:00:00", "-1", "9", "Spain"),
    ("6", "B2", "JAR", "one", "2024-03-01 12:00:00", "1", "9", "Spain"),
    ("6", None, "JAR", "1", "2024-03-01 12:00:00", "1", "9", "Spain"),
]
ALL = SalesFilter()


@pytest.fixture(scope="module")
def book() -> Book:
    return read_book(pl.DataFrame(ROWS, schema=dict.fromkeys(COLUMNS, pl.String), orient="row"))


def test_classes(book: Book) -> None:
    assert (book.rows_read, book.lines.height, book.orders.height) == (11, 6, 5)
    assert book.rejected["reason"].to_list() == ["zero quantity", "zero price", "negative price", "quantity", "product"]


def test_kpis(book: Book) -> None:
    assert kpis(book, ALL) == {
        "revenue": "701.625",
        "returns": "-603.00",
        "netRevenue": "98.625",
        "orders": 3,
        "units": 14.0,
        "lines": 4,
        "customers": 2,
        "newCustomers": 2,
        "products": 3,
        "countries": 2,
        "averageOrderValue": "233.875000",
        "returnRate": pytest.approx(603 / 701.625),
    }
    assert kpis(book, SalesFilter(customers=("9",)))["averageOrderValue"] is None


def test_an_order_is_its_first_line(book: Book) -> None:
    assert [member["revenue"] for member in by_country(book, ALL)] == ["700.125", "1.50", "0.00"]
    assert kpis(book, SalesFilter(products=("B2",)))["newCustomers"] == 1


def test_periods(book: Book) -> None:
    assert period(book, ALL) == {"from": "2024-01-30", "to": "2024-03-01", "days": 32, "complete": True}
    cut = period(book, SalesFilter(date(2024, 2, 1), date(2024, 3, 2)))
    assert cut == {"from": "2024-02-01", "to": "2024-03-01", "days": 30, "complete": False}
    assert period(book, SalesFilter(to=date(2024, 1, 1)))["days"] == 0


def test_buckets(book: Book) -> None:
    assert [(point["start"], point["end"], point["complete"]) for point in trend(book, ALL, "MONTH")] == [
        ("2024-01-01", "2024-01-31", False),
        ("2024-02-01", "2024-02-29", True),
        ("2024-03-01", "2024-03-31", False),
    ]
    assert [point["start"] for point in trend(book, ALL, "WEEK")][::4] == ["2024-01-29", "2024-02-26"]
    change = growth(book, SalesFilter(date(2024, 2, 28), date(2024, 3, 1)), "DAY")
    assert [(point["previous"], point["change"]) for point in change] == [
        (None, None),
        ("0.00", None),
        ("101.50", -1.0),
    ]


def test_products(book: Book) -> None:
    found = products(book, ALL)
    assert [(member["product"]["code"], member["product"]["name"], member["abcClass"]) for member in found] == [
        ("A1", "CUP", "C"),
        ("POST", "POSTAGE", "C"),
        ("B2", "JAR", "C"),
        ("Z9", "damaged", "C"),
    ]
    assert [member["product"]["kind"] for member in found][:2] == ["MERCHANDISE", "SERVICE"]
    ranks = [member["product"]["code"] for member in products(book, ALL, "AVERAGE_ORDER_VALUE", "ASC")]
    assert ranks == ["B2", "POST", "A1", "Z9"]


def test_customers_and_tiers(book: Book) -> None:
    assert [(member["customer"]["id"], member["netRevenue"]) for member in customers(book, ALL)] == [
        ("7", "0.125"),
        ("8", "1.50"),
        ("9", "-3.00"),
    ]
    assert [(tier["tier"], tier["customers"]) for tier in spend_tiers(book, ALL)] == [
        ("VIP", 0),
        ("HIGH", 0),
        ("MEDIUM", 1),
        ("LOW", 1),
    ]


def test_cancelled(book: Book) -> None:
    remaining = unreturned(book)
    assert remaining == {"1": 1000, "2": 2000, "3": 1000}
    found = order(book, "1")
    assert found is not None
    assert (found["customer"], found["cancelled"], found["units"]) == ({"id": "7"}, False, 11.0)
    assert order(book, "6") is None
