"""Every rule of a row, seen on small tables."""

from datetime import datetime

import pytest

from etl.contract import understand
from etl.transform import Staged, transform
from tests.etl.rows import COLUMNS, row, table


def staged(*rows: tuple[str | None, ...]) -> Staged:
    return transform([(table(*rows), understand("export.csv", COLUMNS))])


def test_a_good_row_becomes_an_order_with_one_line() -> None:
    found = staged(row())
    assert found.orders.rows() == [(0, "1001", "7", "France", datetime(2024, 3, 4, 10))]
    assert found.lines.rows() == [(0, 1, 0, 0, False, "2", "1.50")]
    assert found.products.rows() == [(0, "A1", "MERCHANDISE")]
    assert found.descriptions.rows() == [(0, 0, "Red mug")]
    assert (found.rows_read, found.rows_loaded, found.rows_rejected) == (1, 1, 0)


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("InvoiceNo", None, "empty order number"),
        ("InvoiceNo", "  ", "empty order number"),
        ("StockCode", "", "empty product"),
        ("InvoiceDate", None, "empty date"),
        ("InvoiceDate", "yesterday", "unreadable date"),
        ("InvoiceDate", "2024-02-30 10:00:00", "unreadable date"),
        ("Quantity", None, "empty quantity"),
        ("Quantity", "two", "unreadable quantity"),
        ("Quantity", "inf", "unreadable quantity"),
        ("Quantity", "nan", "unreadable quantity"),
        ("Quantity", "0.00", "zero quantity"),
        ("UnitPrice", "", "empty price"),
        ("UnitPrice", "1,5", "unreadable price"),
        ("UnitPrice", "0", "zero price"),
        ("UnitPrice", "-0.01", "negative price"),
    ],
)
def test_a_broken_row_is_rejected_with_its_reason_and_place(column: str, cell: str | None, reason: str) -> None:
    found = staged(row(), row(**{column: cell}))
    [(file, number, name, value, why)] = found.rejects.rows()
    assert (file, number, name, why) == ("export.csv", 3, column, reason)
    assert value == ((cell or "").strip() or None)
    assert (found.rows_read, found.rows_loaded, found.rows_rejected) == (2, 1, 1)


def test_the_first_broken_rule_gives_the_reason() -> None:
    assert staged(row(Quantity="0", UnitPrice="x")).rejects["reason"].to_list() == ["unreadable price"]


@pytest.mark.parametrize(
    ("number", "quantity", "is_return"),
    [
        ("1", "-2", True),
        ("C1", "-2", True),
        ("c1", "2", True),
        ("C", "2", False),
        ("AC1", "2", False),
        ("1", "2", False),
    ],
)
def test_returns_have_a_negative_quantity_or_a_return_number(number: str, quantity: str, is_return: bool) -> None:
    assert staged(row(InvoiceNo=number, Quantity=quantity)).lines["is_return"].to_list() == [is_return]


@pytest.mark.parametrize(
    ("code", "kept", "kind"),
    [
        (" 85123a ", "85123A", "MERCHANDISE"),
        ("post", "POST", "SERVICE"),
        ("POSTER", "POSTER", "MERCHANDISE"),
        ("gift_0001_20", "GIFT_0001_20", "SERVICE"),
        ("Bank charges", "BANK CHARGES", "SERVICE"),
        ("m", "M", "SERVICE"),
    ],
)
def test_codes_are_trimmed_and_upper_cased_and_services_known(code: str, kept: str, kind: str) -> None:
    assert staged(row(StockCode=code)).products.select("code", "kind").rows() == [(kept, kind)]


@pytest.mark.parametrize(("cell", "kept"), [("17850.0", "17850"), ("17850", "17850"), ("1.01", "1.01"), (" ", None)])
def test_customer_ids_lose_a_trailing_point_zero(cell: str, kept: str | None) -> None:
    assert staged(row(CustomerID=cell)).orders["customer"].to_list() == [kept]


def test_an_order_has_its_first_lines_customer_country_and_time() -> None:
    found = staged(
        row(Quantity="0", Country="Malta"),
        row(InvoiceDate="2024-03-04 10:01:00"),
        row(CustomerID="8", Country="Spain", InvoiceDate="2024-03-04 09:00:00"),
        row(InvoiceNo="1002", Country=None),
        row(),
    )
    assert found.orders.select("number", "customer", "country", "placed_at").rows() == [
        ("1001", "7", "France", datetime(2024, 3, 4, 10, 1)),
        ("1002", "7", "Unspecified", datetime(2024, 3, 4, 10)),
    ]
    assert found.lines.select("order_key", "line").rows() == [(0, 1), (0, 2), (1, 1), (0, 3)]


def test_nul_characters_are_left_out() -> None:
    assert staged(row(Description="Red\0 mug")).descriptions["description"].to_list() == ["Red mug"]
