"""Numbers of every style, and the decimal mark: decided, inherited, computed, asked for."""

from pathlib import Path

import polars as pl
import pytest

from backend.errors import DataError
from etl.contract import Decimal
from etl.understanding.numbers import NumberEvidence, read_numbers
from tests.etl.understood import read


@pytest.mark.parametrize(
    ("cell", "point", "comma"),
    [
        ("7", "7", "7"),
        ("-7", "-7", "-7"),
        ("+7", "7", "7"),
        ("7.50", "7.50", None),
        ("7,50", None, "7.50"),
        ("1,234.50", "1234.50", None),
        ("1.234,50", None, "1234.50"),
        ("1,23,456.50", "123456.50", None),
        ("1,234", "1234", "1.234"),
        ("1.234", "1.234", "1234"),
        ("1'234.50", "1234.50", None),
        ("1\u2019234,50", None, "1234.50"),
        ("1 234,50", None, "1234.50"),
        ("1\u00a0234\u202f567,50", None, "1234567.50"),
        (".5", "0.5", None),
        ("5.", "5", None),
        ("1e3", "1e3", "1e3"),
        ("$1,200.00", "1200.00", None),
        ("-$1.50", "-1.50", None),
        ("12,50 €", None, "12.50"),
        ("EUR 12,50", None, "12.50"),
        ("12.50 USD", "12.50", None),
        ("R$ 9,99", None, "9.99"),
        ("Rs. 500", "500", "500"),
        ("CHF 12.-", "12", "12"),
        ("(12.50)", "-12.50", None),
        ("($12.50)", "-12.50", None),
        ("12.50-", "-12.50", None),
        ("\u221212.50", "-12.50", None),
        ("3 pcs", "3", "3"),
        ("2x", "2", "2"),
        ("two", None, None),
        ("12%", None, None),
        ("1.2.3", None, None),
        ("1,2,3", None, None),
        ("inf", None, None),
        ("nan", None, None),
        ("-", None, None),
        ("", None, None),
    ],
)
def test_a_number_in_each_style(cell: str, point: str | None, comma: str | None) -> None:
    assert [read_numbers(pl.Series([cell]), style).item() for style in (".", ",")] == [point, comma]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "decimal"),
    [
        (["1.5", "2"], "."),
        (["1,5", "2"], ","),
        (["1,234.5"], "."),
        (["1.234,5"], ","),
        (["1,234,567"], "."),
        (["1.234.567"], ","),
        (["0,125"], ","),
        (["1234,567"], ","),
        (["1.5", "2.5", "3,5"], "."),
        (["1,234", "5"], None),
    ],
)
def test_values_show_their_decimal_mark(cells: list[str], decimal: Decimal | None) -> None:
    evidence = NumberEvidence()
    evidence.add(pl.Series(cells))
    assert evidence.decimal == decimal


def loaded(folder: Path, header: str, *rows: str, **options: object) -> list[tuple[str, ...]]:
    path = folder / "sales.csv"
    path.write_text(
        "".join(f"{row}\n" for row in (f"order;date;product;{header}", *(f"1;2024-01-13;Tea;{row}" for row in rows)))
    )
    return read(path, **options).good.select("quantity", "unit_price", "total").rows()


def test_whole_numbers_beside_them_make_the_mark_a_thousands_separator(tmp_path: Path) -> None:
    assert loaded(tmp_path, "quantity;price", "1,234;2.50", "5;1.50")[0][0] == "1234"
    assert loaded(tmp_path, "price", "1.234", "950")[0][1] == "1234"


def test_another_column_shows_the_style(tmp_path: Path) -> None:
    assert loaded(tmp_path, "quantity;price", "1,234;2,50", "2,500;1,50")[0][0] == "1.234"


def test_the_arithmetic_shows_the_style(tmp_path: Path) -> None:
    assert loaded(tmp_path, "quantity;price;total", "2;1,250;2500", "3;1,500;4500")[0] == ("2", "1250", "2500")
    assert loaded(tmp_path, "quantity;price;total", "800;1,250;1000", "200;1,500;300")[0] == ("800", "1.250", "1000")


def test_the_flag_decides(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="--decimal"):
        loaded(tmp_path, "price", "1,234")
    assert loaded(tmp_path, "price", "1,234", decimal="comma")[0][1] == "1.234"
    assert loaded(tmp_path, "price", "1,234", mapping={"price": "price (decimal comma)"})[0][1] == "1.234"
    assert loaded(tmp_path, "price", "1,234", decimal="point")[0][1] == "1234"
