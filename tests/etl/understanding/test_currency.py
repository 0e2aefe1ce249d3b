"""One currency a file: found by its codes, signs or headers; a second one is refused by name and row."""

from pathlib import Path

import pytest

from backend.db import Database
from backend.errors import Conflict, DataError
from etl.contract import LoadOptions
from etl.load import load, understand_files
from tests.etl.rows import load_rows, quiet, row
from tests.etl.test_undo import dump
from tests.etl.understood import read

FAR = 6_000
"""Beyond the rows on which the columns are decided."""


def write(folder: Path, header: str, *rows: str) -> Path:
    path = folder / "sales.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def found(path: Path) -> str | None:
    return read(path).contracts[0].currency


@pytest.mark.parametrize(
    ("header", "rows", "currency"),
    [
        ("order;date;price;currency", ["1;2024-01-13;3.50;eur", "2;2024-01-13;3.50; EUR "], "EUR"),
        ("order;date;price;Currency", ["1;2024-01-13;3.50;", "2;2024-01-13;3.50;CHF"], "CHF"),
        ("order;date;price;currency", ["1;2024-01-13;3.50;€", "2;2024-01-13;3.50;EUR"], "EUR"),
        ("order;date;price;currency", ["1;2024-01-13;$3.50;CAD", "2;2024-01-13;$3.50;CAD"], "CAD"),
        ("order;date;price", ["1;2024-01-13;€ 3.50", "2;2024-01-13;4.50 EUR"], "EUR"),
        ("order;date;price", ["1;2024-01-13;£3.50", "2;2024-01-13;7"], "GBP"),
        ("order;date;price", ["1;2024-01-13;3,50 zł", "2;2024-01-13;7,25 zł"], "PLN"),
        ("order;date;price", ["1;2024-01-13;CHF 1'234.50"], "CHF"),
        ("order;date;price", ["1;2024-01-13;12.50EUR"], "EUR"),
        ("order;date;price", ["1;2024-01-13;$3.50", "2;2024-01-13;US$4.50"], "USD"),
        ("order;date;price", ["1;2024-01-13;$3.50"], "$"),
        ("order;date;Unit price (EUR)", ["1;2024-01-13;3.50"], "EUR"),
        ("order;date;total_usd", ["1;2024-01-13;3.50"], "USD"),
        ("order;date;price", ["1;2024-01-13;3.50"], None),
        ("order;date;price", [*(f"{n};2024-01-13;3.50" for n in range(30)), "31;2024-01-13;free"], None),
        ("order;date;price;discount", ["1;2024-01-13;3.50;10%"], None),
    ],
)
def test_the_currency_that_a_file_shows(tmp_path: Path, header: str, rows: list[str], currency: str | None) -> None:
    assert found(write(tmp_path, header, *rows)) == currency


@pytest.mark.parametrize(
    ("header", "usual", "odd", "told"),
    [
        ("order,date,price,currency", "3.50,EUR", "3.50,USD", f"row {FAR + 2}, column currency: in USD, but row 2 is"),
        ("order,date,price", "€3.50", "$3.50", f"row {FAR + 2}, column price: in $, but row 2 is in EUR"),
        ("order,date,price", "3.50 EUR", "£3.50", f"row {FAR + 2}, column price: in GBP, but row 2 is in EUR"),
        ("order,date,price", "$3.50", "CA$3.50", None),
        ("order,date,price", "CA$3.50", "US$3.50", f"row {FAR + 2}, column price: in USD, but row 2 is in CAD"),
        ("order,date,total,price", "€7.00,3.50", "€7.00,$3.50", f"row {FAR + 2}, column price: in $, but row 2 is"),
    ],
)
def test_a_second_currency_far_down_is_refused(
    tmp_path: Path, header: str, usual: str, odd: str, told: str | None
) -> None:
    rows = [f"{number},2024-01-13,{usual}" for number in range(FAR)]
    path = write(tmp_path, header, *rows, f"{FAR},2024-01-13,{odd}", f"{FAR + 1},2024-01-13,{usual}")
    if told is None:
        assert found(path) == "CAD"
        return
    with pytest.raises(Conflict) as refused:
        read(path)
    assert f"{path}, {told}" in refused.value.message
    assert "export each currency by itself" in refused.value.message


def test_who_names_the_currency_may_have_a_column_of_others(tmp_path: Path) -> None:
    path = write(tmp_path, "order,date,price,currency", "1,2024-01-13,3.50,EUR", "2,2024-01-13,3.50,USD")
    assert read(path, currency="EUR").contracts[0].currency == "EUR"


@pytest.mark.anyio
async def test_a_second_currency_leaves_the_data_set_unchanged(db: Database, tmp_path: Path) -> None:
    await load_rows(db, row())
    before = await dump(db)
    mixed = write(tmp_path, "order,date,price", "1,2024-01-13,£3.50", "2,2024-01-13,€3.50")
    with pytest.raises(Conflict, match="row 3, column price: in EUR, but row 2 is in GBP"):
        await understand_files([mixed], LoadOptions(), currency="GBP")
    other = await understand_files(
        [write(tmp_path, "order,date,price", "1,2024-01-13,€3.50")], LoadOptions(), currency="GBP"
    )
    with pytest.raises(Conflict, match=r"the data set is in GBP, this load in EUR; .* --currency GBP"):
        await load(db, other, progress=quiet)
    assert await dump(db) == before


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("cells", "usual", "currency"),
    [
        (["3.50", "$4.50"], "GBP", "USD"),
        (["3.50", "$4.50"], "CAD", "CAD"),
        (["$3.50", "CA$4.50"], "USD", "CAD"),
        (["3.50", "4.50"], "GBP", "GBP"),
        (["3.50 kr", "4.50"], "DKK", "DKK"),
    ],
)
async def test_the_currency_of_several_files(tmp_path: Path, cells: list[str], usual: str, currency: str) -> None:
    paths = []
    for place, cell in enumerate(cells):
        paths.append(tmp_path / f"{place}.csv")
        paths[-1].write_text(f"order,date,price\n{place},2024-01-13,{cell}\n")
    assert (await understand_files(paths, LoadOptions(), currency=usual)).currency == currency


@pytest.mark.anyio
async def test_files_in_two_currencies_are_refused_by_name(tmp_path: Path) -> None:
    for name, cell in (("a.csv", "€3.50"), ("b.csv", "$3.50")):
        (tmp_path / name).write_text(f"order,date,price\n1,2024-01-13,{cell}\n")
    with pytest.raises(Conflict, match=r"a\.csv is in EUR, .*b\.csv in \$; load each currency"):
        await understand_files([tmp_path / "a.csv", tmp_path / "b.csv"], LoadOptions(), currency="GBP")


@pytest.mark.anyio
async def test_a_sign_of_several_currencies_is_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, "order,date,price", "1,2024-01-13,3.50 kr")
    with pytest.raises(DataError, match="in kr, which can be SEK, NOK, DKK, ISK; say which with --currency SEK"):
        await understand_files([path], LoadOptions(), currency="GBP")
    assert (await understand_files([path], LoadOptions(currency="NOK"), currency="GBP")).currency == "NOK"
