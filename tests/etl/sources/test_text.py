"""Delimited texts of every kind: the same cells, whatever their separator, quotes, encoding, compression."""

import gzip
import hashlib
import io
import sys
import zipfile
from pathlib import Path

import polars as pl
import pytest

from etl.contract import LoadOptions
from etl.sources import ROW, Table, open_tables
from etl.sources.delimited import _records

COLUMNS = ["Order ID", "Date", "Product", "Qty", "Price"]
CELLS = [["1", "2024-01-13", "Café, crème", "2", "3.50"], ["2", "2024-01-14", "Tüte", "1", "9.00"]]


def only(path: Path) -> Table:
    [table] = open_tables([path], LoadOptions())
    return table


def cells(table: Table) -> pl.DataFrame:
    return pl.concat(table.batches()).select(table.columns)


def text(separator: str, quote: str = '"') -> str:
    rows = [COLUMNS, *CELLS]
    return "".join(separator.join(f"{quote}{cell}{quote}" for cell in row) + "\n" for row in rows)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", ":"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_any_separator_and_quote(tmp_path: Path, separator: str, quote: str) -> None:
    path = tmp_path / "sales.txt"
    path.write_text(text(separator, quote))
    table = only(path)
    assert table.columns == COLUMNS
    assert [list(row) for row in cells(table).iter_rows()] == CELLS
    assert pl.concat(table.batches())[ROW].to_list() == [2, 3]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "iso-8859-1"]
)
def test_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "sales.csv"
    path.write_bytes(text(";").encode(encoding))
    assert [list(row) for row in cells(only(path)).iter_rows()] == CELLS


def test_a_letter_beyond_ascii_after_a_megabyte_tells_the_encoding(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    rows = "1;2024-01-13;Tea;2;3.50\n" * 60_000
    path.write_bytes((";".join(COLUMNS) + "\n" + rows + "2;2024-01-14;Tüte;1;9.00\n").encode("cp1252"))
    assert cells(only(path))["Product"][-1] == "Tüte"


def test_a_euro_sign_is_windows_1252(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_bytes("Order;Date;Price\n1;13.01.2024;2,50 €\n".encode("cp1252"))
    assert cells(only(path))["Price"].to_list() == ["2,50 €"]


def test_a_stray_byte_does_not_change_the_encoding_of_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    rows = "".join(f"{number};2024-01-13;Thé;2;3.50\n" for number in range(9))
    path.write_bytes((";".join(COLUMNS) + "\n" + rows).encode() + b"9;2024-01-13;Th\xe9;1;9.00\n")
    assert cells(only(path))["Product"].to_list() == ["Thé"] * 9 + ["Th\ufffd"]


def test_compressed_and_plain_are_the_same_content(tmp_path: Path) -> None:
    content = text(",").encode()
    (tmp_path / "a.csv").write_bytes(content)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(content))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("exports/2024/a.csv", content)
        archive.writestr("__MACOSX/exports/._a.csv", b"\0\1\2")
        archive.writestr("exports/README.txt", b"the shop's sales")
    tables = open_tables([tmp_path / "a.csv", tmp_path / "a.csv.gz", tmp_path / "a.zip"], LoadOptions())
    assert {table.digest for table in tables} == {hashlib.sha256(content).digest()}
    assert [table.name.removeprefix(f"{tmp_path}/") for table in tables] == [
        "a.csv", "a.csv.gz", "a.zip/exports/2024/a.csv",
    ]  # fmt: skip
    assert all(cells(table).equals(cells(tables[0])) for table in tables)


def test_an_archive_holds_several_tables_in_the_order_of_their_names(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b/february.csv.gz", gzip.compress(text(";").encode()))
        archive.writestr("a/january.csv", text(","))
    names = [table.name.rsplit("/", 1)[1] for table in open_tables([tmp_path / "a.zip"], LoadOptions())]
    assert names == ["january.csv", "february.csv.gz"]


def test_standard_input_is_a_file_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(text(",").encode()))))
    table = only(Path("-"))
    assert table.name == "-"
    assert cells(table).equals(cells(table))
    assert cells(table).height == 2


def test_pieces_end_where_records_end() -> None:
    row = b'1,"two\nlines, ""quoted""",3\n'
    content = row * 1_300_000
    pieces = list(_records(iter([content[i : i + (1 << 20)] for i in range(0, len(content), 1 << 20)]), b'"'))
    assert len(pieces) > 1
    assert all(len(piece) % len(row) == 0 for piece in pieces)
    assert b"".join(pieces) == content


def test_a_table_in_batches_is_numbered_throughout(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    rows = 700_000
    path.write_bytes(b"Order ID,Date,Price\n" + b"1,2024-01-13 10:00:00,3.50\n" * rows)
    batches = list(only(path).batches())
    assert len(batches) > 1
    assert pl.concat(batches)[ROW].equals(pl.Series(ROW, range(2, rows + 2), dtype=pl.Int64))


def test_a_title_is_above_the_header_and_the_header_needs_no_known_word(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("Report,,\n\nfoo,bar,baz\n1,2,3\n")
    table = only(path)
    assert table.columns == ["foo", "bar", "baz"]
    assert pl.concat(table.batches())[ROW].to_list() == [4]
