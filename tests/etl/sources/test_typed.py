"""Workbooks, Parquet and JSON: cells as plain text, and which of them the file has as numbers or dates."""

import gzip
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl

from etl.contract import LoadOptions
from etl.sources import ROW, Table, open_tables, table_in_memory
from tests.etl.understood import read
from tests.etl.workbooks import write_workbook


def only(path: Path, sheet: str | None = None) -> Table:
    [table] = open_tables([path], LoadOptions(sheet=sheet))
    return table


def test_the_sheet_with_sales_is_found_below_its_title(tmp_path: Path) -> None:
    rows = [["Our shop"], [], ["Order", "Date", "Product", "Price"], [7, datetime(2024, 1, 13, 10), "Tea", 2.5]]
    table = only(write_workbook(tmp_path / "a.xlsx", {"About": [["Hello", "you"]], "Sales": rows}))
    assert table.name == f"{tmp_path}/a.xlsx#Sales"
    [batch] = table.batches()
    assert batch.row(0, named=True) == {
        ROW: 4, "Order": "7", "Date": "2024-01-13 10:00:00", "Product": "Tea", "Price": "2.5",
    }  # fmt: skip
    assert table.typed == {"Order", "Date", "Price"}


def test_rows_are_numbered_as_the_sheet_shows_them(tmp_path: Path) -> None:
    rows = [[], [], [None, "Order", "Date", "Price"], [None, 1, "2024-01-13", 2.5], [], [None, 2, "2024-01-14", 3]]
    table = only(write_workbook(tmp_path / "a.xlsx", {"Sales": rows}))
    assert pl.concat(table.batches()).select(ROW, "Order").rows() == [(4, "1"), (6, "2")]


def test_the_sheet_asked_for_is_taken(tmp_path: Path) -> None:
    sheets = {year: [["Order", "Date", "Price"], [year, "2024-01-13", 2.5]] for year in ("2023", "2024")}
    table = only(write_workbook(tmp_path / "a.xlsx", sheets), "2024")
    assert pl.concat(table.batches())["Order"].to_list() == ["2024"]
    assert table.digest != only(tmp_path / "a.xlsx", "2023").digest


def test_numbers_and_texts_in_one_column_stay_what_they_are(tmp_path: Path) -> None:
    rows = [
        ["InvoiceNo", "Date", "Price"],
        [536365, datetime(2024, 1, 13), 1.234],
        ["C536366", datetime(2024, 1, 14), 5],
    ]
    found = read(write_workbook(tmp_path / "a.xlsx", {"Sales": rows}))
    assert found.good["number"].to_list() == ["536365", "C536366"]
    assert found.good["unit_price"].to_list() == ["1.234", "5"]


def test_date_and_time_in_two_cells_of_a_workbook(tmp_path: Path) -> None:
    rows = [
        ["Order", "Date", "Time", "Price"],
        [1, datetime(2024, 1, 13), 0.4375, 2],
        [2, datetime(2024, 1, 14), 0.75, 2],
    ]
    found = read(write_workbook(tmp_path / "a.xlsx", {"Sales": rows}))
    assert found.good["placed_at"].to_list() == [datetime(2024, 1, 13, 10, 30), datetime(2024, 1, 14, 18)]


def test_parquet_keeps_its_numbers_and_dates(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "order": [1, 2],
            "date": [datetime(2024, 1, 13, 12, tzinfo=UTC), datetime(2024, 7, 13, 12, tzinfo=UTC)],
            "price": [1.234, 2.0],
            "quantity": [Decimal("1.500"), Decimal("2.000")],
        }
    )
    frame.write_parquet(tmp_path / "a.parquet")
    (tmp_path / "a.parquet.gz").write_bytes(gzip.compress((tmp_path / "a.parquet").read_bytes()))
    for name in ("a.parquet", "a.parquet.gz"):
        found = read(tmp_path / name, timezone="Europe/Berlin")
        assert found.good["placed_at"].to_list() == [datetime(2024, 1, 13, 13), datetime(2024, 7, 13, 14)]
        assert found.good["unit_price"].to_list() == ["1.234", "2"]
        assert found.good["quantity"].to_list() == ["1.500", "2.000"]
        assert found.good["row_number"].to_list() == [1, 2]


ORDERS = [
    {
        "order_id": "o1",
        "created_at": "2024-01-13T10:00:00Z",
        "customer": {"id": 7, "country": "DE"},
        "items": [{"sku": "a", "quantity": 2, "price": 3.5}, {"sku": "b", "quantity": 1, "price": 9}],
    },
    {
        "order_id": "o2",
        "created_at": "2024-01-14T10:00:00Z",
        "customer": None,
        "items": [{"sku": "a", "quantity": 1, "price": 3.5}],
    },
]


def test_json_lines_and_arrays_give_a_row_for_each_item(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(ORDERS))
    (tmp_path / "a.ndjson").write_text("\n".join(json.dumps(order) for order in ORDERS))
    for name in ("a.json", "a.ndjson"):
        found = read(tmp_path / name)
        assert found.revenue == Decimal("19.5")
        assert found.good.select("number", "code", "customer", "country").rows() == [
            ("o1", "A", "7", "DE"),
            ("o1", "B", "7", "DE"),
            ("o2", "A", None, "Unspecified"),
        ]


def test_flat_json_lines_may_lack_keys(tmp_path: Path) -> None:
    rows = [
        '{"order": "1", "date": "2024-01-13", "price": 2}',
        '{"order": "2", "date": "2024-01-14", "price": 2.5, "qty": 2}',
    ]
    (tmp_path / "a.ndjson").write_text("\n".join(rows))
    found = read(tmp_path / "a.ndjson")
    assert found.reasons == {"empty quantity": 1}
    assert found.revenue == Decimal("5.0")


def test_a_table_in_memory_is_text_in_plain_notation() -> None:
    table = table_in_memory("sample", pl.DataFrame({"a": [1.0, 2.5], "b": [date(2024, 1, 13), None], "c": ["x", " "]}))
    assert pl.concat(table.batches()).rows() == [(2, "1", "2024-01-13", "x"), (3, "2.5", None, " ")]
    assert table.typed == {"a", "b"}
