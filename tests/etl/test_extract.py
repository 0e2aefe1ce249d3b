"""Reading files: the right cells, or one clear line."""

import gzip
import hashlib
from pathlib import Path

import pytest

from backend.errors import DataError
from etl.contract import understand
from etl.extract import ROW, read_table
from tests.etl.rows import COLUMNS, row, write


def test_cells_are_text_as_the_file_has_them(tmp_path: Path) -> None:
    path = write(tmp_path / "export.csv", row(Quantity=" 007 ", Description='a "quoted", name'), row())
    frame = read_table(path).frame
    assert frame.columns == [ROW, *COLUMNS]
    assert frame[ROW].to_list() == [2, 3]
    assert frame["Quantity"].to_list() == [" 007 ", "2"]
    assert frame["Description"][0] == 'a "quoted", name'


def test_plain_and_gzipped_are_the_same_table(tmp_path: Path) -> None:
    plain = read_table(write(tmp_path / "export.csv", row()))
    zipped = read_table(write(tmp_path / "export.csv.gz", row()))
    assert plain.frame.equals(zipped.frame)
    assert plain.digest == zipped.digest == hashlib.sha256((tmp_path / "export.csv").read_bytes()).digest()


def missing(_: Path) -> None:
    """Leaves no file."""


def directory(path: Path) -> None:
    path.mkdir()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def blank(path: Path) -> None:
    path.write_bytes(b"\n\n  \n")


def cut_gzip(path: Path) -> None:
    path.write_bytes(gzip.compress(b"InvoiceNo,StockCode\n" * 1000)[:-20])


def corrupt_gzip(path: Path) -> None:
    path.write_bytes(b"\x1f\x8b" + b"not gzip after all" * 10)


def latin1(path: Path) -> None:
    path.write_bytes("InvoiceNo,Country\n1,Österreich\n".encode("latin-1"))


def too_many_fields(path: Path) -> None:
    path.write_bytes(b"InvoiceNo,Country\n1,France,extra,cells\n")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (missing, "no such file"),
        (directory, "a directory"),
        (empty, "is empty"),
        (blank, "is empty"),
        (cut_gzip, "damaged or cut short"),
        (corrupt_gzip, "damaged or cut short"),
        (latin1, "UTF-8"),
        (too_many_fields, "not readable as CSV"),
    ],
)
def test_a_broken_file_gives_one_clear_line(tmp_path: Path, make: object, told: str) -> None:
    path = tmp_path / "export.csv"
    assert callable(make)
    make(path)
    with pytest.raises(DataError) as refused:
        read_table(path)
    assert str(path) in refused.value.message
    assert told in refused.value.message
    assert "\n" not in refused.value.message


def test_lacking_columns_are_named() -> None:
    with pytest.raises(DataError, match=r"shop\.csv: columns InvoiceDate, Country not found; the header has InvoiceNo"):
        understand("shop.csv", [column for column in COLUMNS if column not in ("InvoiceDate", "Country")])
