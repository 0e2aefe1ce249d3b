"""Every rule of a row, seen on small tables."""

from datetime import datetime

import polars as pl
import pytest

from etl.contract import Contract, LoadOptions
from etl.reading import COLUMNS as READ
from etl.reading import Reader
from etl.sources import table_in_memory
from etl.understanding import understand
from tests.etl.rows import COLUMNS, row

UCI = Contract(
    columns={
        "order": "InvoiceNo", "product": "StockCode", "name": "Description", "quantity": "Quantity",
        "price": "UnitPrice", "date": "InvoiceDate", "customer": "CustomerID", "country": "Country",
    },
    return_numbers=r"^[Cc]\d+$",
    service_codes=("POST", "M", "BANK CHARGES", "GIFT_0001_*"),
)  # fmt: skip


def rows_read(*rows: tuple[str | None, ...], contract: Contract = UCI) -> pl.DataFrame:
    cells = pl.DataFrame(list(rows), schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    reader = Reader(contract, "export.csv")
    return pl.concat(reader.read(batch) for batch in table_in_memory("export.csv", cells).batches())


def test_the_sample_rows_contract_is_the_presets() -> None:
    cells = pl.DataFrame([row()], schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    understood = understand(table_in_memory("export.csv", cells), LoadOptions())
    assert (understood.columns, understood.return_numbers) == (UCI.columns, UCI.return_numbers)


def test_a_good_row_is_a_line_of_an_order() -> None:
    found = rows_read(row())
    assert found.columns == READ
    assert found.row(0, named=True) == {
        "file": "export.csv",
        "row_number": 2,
        "reason": None,
        "column_name": None,
        "value": None,
        "number": "1001",
        "code": "A1",
        "kind": "MERCHANDISE",
        "description": "Red mug",
        "placed_at": datetime(2024, 3, 4, 10),
        "customer": "7",
        "country": "France",
        "is_return": False,
        "quantity": "2",
        "unit_price": "1.50",
        "total": None,
        "discount": None,
    }


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
    found = rows_read(row(), row(**{column: cell}))
    assert found["reason"].to_list() == [None, reason]
    place = found.select("file", "row_number", "column_name", "value").row(1)
    assert place == ("export.csv", 3, column, (cell or "").strip() or None)


def test_the_first_broken_rule_gives_the_reason() -> None:
    assert rows_read(row(Quantity="0", UnitPrice="x"))["reason"].to_list() == ["unreadable price"]


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
    assert rows_read(row(InvoiceNo=number, Quantity=quantity))["is_return"].to_list() == [is_return]


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
    assert rows_read(row(StockCode=code)).select("code", "kind").rows() == [(kept, kind)]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("17850.0", "17850"), ("17850", "17850"), ("1.01", "1.01"), (" ", None), ("nan", None), ("NULL", None)],
)
def test_customer_ids_lose_a_trailing_point_zero_and_words_for_nothing(cell: str, kept: str | None) -> None:
    assert rows_read(row(CustomerID=cell))["customer"].to_list() == [kept]


def test_a_row_without_country_has_the_contracts() -> None:
    assert rows_read(row(Country=None))["country"].to_list() == ["Unspecified"]


def test_nul_characters_are_left_out() -> None:
    assert rows_read(row(Description="Red\0 mug"))["description"].to_list() == ["Red mug"]


def test_a_line_total_is_the_amount_and_its_sign_the_return() -> None:
    totals = Contract(columns={"order": "InvoiceNo", "total": "UnitPrice", "date": "InvoiceDate"})
    found = rows_read(
        row(), row(UnitPrice="-2"), row(UnitPrice="0"), row(UnitPrice="x"), row(UnitPrice=""), contract=totals
    )
    assert found["reason"].to_list() == [None, None, "zero price", "unreadable price", "empty price"]
    assert found.select("quantity", "unit_price", "total", "is_return").head(2).rows() == [
        ("1", None, "1.50", False),
        ("1", None, "-2", True),
    ]


@pytest.mark.parametrize(
    ("quantity", "total", "reason", "is_return"),
    [
        ("2", "3", None, False),
        ("-2", "-3", None, True),
        ("-2", "3", None, True),
        ("2", "-3", "negative line total of a positive quantity", False),
        ("2", "0", "zero price", False),
    ],
)
@pytest.mark.parametrize("priced", [True, False])
def test_with_a_quantity_its_sign_tells_returns(
    quantity: str, total: str, reason: str | None, is_return: bool, priced: bool
) -> None:
    columns = {**UCI.columns, "total": "Description"}
    if not priced:
        del columns["price"]
    found = rows_read(row(Quantity=quantity, Description=total, UnitPrice=None), contract=Contract(columns=columns))
    assert found.select("reason", "is_return").rows() == [(reason, is_return)]
    assert found["value"].to_list() == [total if reason else None]


def test_a_return_by_number_or_status_may_have_a_negative_total_and_a_positive_quantity() -> None:
    columns = {**UCI.columns, "total": "Description", "status": "Country"}
    contract = Contract(columns=columns, return_numbers="^C", return_statuses="^refund")
    found = rows_read(row(InvoiceNo="C1", Description="-3"), row(Country="Refund", Description="-3"), contract=contract)
    assert found.select("reason", "is_return").rows() == [(None, True), (None, True)]


def test_a_discount_above_the_price_is_no_sale() -> None:
    contract = Contract(columns={**UCI.columns, "discount": "Description"})
    found = rows_read(
        row(Description="3.00"), row(Description="3.01"), row(Description="9", Quantity="-2"), contract=contract
    )
    assert found.select("reason", "column_name", "value").rows() == [
        (None, None, None),
        ("discount above the price", "Description", "3.01"),
        (None, None, None),
    ]


def test_an_empty_price_beside_a_line_total_is_derived() -> None:
    both = Contract(columns={**UCI.columns, "total": "Description"})
    found = rows_read(row(UnitPrice=None, Description="3"), row(UnitPrice=None, Description=None), contract=both)
    assert found["reason"].to_list() == [None, "empty price"]
    assert found.select("unit_price", "total").row(0) == (None, "3")


def test_an_order_that_goes_on_in_the_next_batch_keeps_what_its_first_row_says() -> None:
    reader = Reader(Contract(columns=UCI.columns, carried=("date", "customer", "country")), "export.csv")
    schema = {"__row": pl.Int64, **dict.fromkeys(COLUMNS, pl.String)}
    later = row(InvoiceDate=None, CustomerID=None, Country=None)
    batches = [[(2, *row()), (3, *later)], [(4, *later), (5, *row(InvoiceNo="1002", CustomerID=None))]]
    found = pl.concat(reader.read(pl.DataFrame(batch, schema=schema, orient="row")) for batch in batches)
    assert found["row_number"].to_list() == [2, 3, 4, 5]
    assert found["customer"].to_list() == ["7", "7", "7", None]
    assert found["placed_at"].null_count() == 0
