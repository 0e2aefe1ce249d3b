"""Broken files that cannot be loaded: each gives one clear line that names the file and the remedy."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.errors import Conflict, DataError
from tests.etl.broken import files
from tests.etl.understood import read


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (files.absent, "no such file"),
        (files.directory, "a directory; name the files in it"),
        (files.device, "a device or a pipe"),
        (files.empty, "is empty"),
        (files.blank, "is empty"),
        (files.header_only, "without rows below it"),
        (files.header_and_blank_rows, "without rows below it"),
        (files.one_column, "only one column"),
        (files.prose, "no column found for the date"),
        (files.html, "a web page"),
        (files.xml, "XML, not a table"),
        (files.pdf, "a PDF document"),
        (files.noise, "binary data"),
        (files.cut_gzip, "damaged or cut short"),
        (files.corrupt_gzip, "damaged or cut short"),
        (files.gzip_of_nothing, "is empty"),
        (files.gzip_bomb, "decompression bomb"),
        (files.zip_bomb, "decompression bomb"),
        (files.cut_zip, "damaged or cut short"),
        (files.corrupt_zip_member, "damaged or cut short"),
        (files.encrypted_zip, "encrypted; unpack it"),
        (files.zip_without_tables, "holds no table"),
        (files.matryoshka, "archives within archives"),
        (files.tar, "a tar archive; unpack it"),
        (files.cut_workbook, "not readable as a workbook"),
        (files.empty_workbook, "the sheet is empty"),
        (files.two_sheets, "choose one with --sheet, as in --sheet 'January'"),
        (files.formulas_never_computed, "column 'date' holds no dates; column 'price' holds no numbers"),
        (files.cut_parquet, "damaged or cut short"),
        (files.broken_json, "not readable as JSON near row 1"),
        (files.no_date, "name it with --map date=COLUMN"),
        (files.no_amount, "name it with --map price=COLUMN"),
        (files.ambiguous_dates, "say so with --date-order day-first or --date-order month-first"),
        (files.contradicting_dates, "day-first dates (13/04/2024) and month-first ones (05/26/2024)"),
        (files.ambiguous_numbers, "say so with --decimal point or --decimal comma"),
        (files.differing_duplicates, "--map price='price' or --map price='price (2)'"),
        (files.several_currencies, "row 3, column currency: in USD, but row 2 is in EUR"),
        (files.items_without_orders, "give both files to one load"),
    ],
)
def test_one_clear_line(tmp_path: Path, make: Callable[[Path], None], told: str) -> None:
    path = tmp_path / "sales"
    make(path)
    with pytest.raises((DataError, Conflict)) as refused:
        read(path)
    assert str(path) in refused.value.message
    assert told in refused.value.message
    assert "\n" not in refused.value.message


@pytest.fixture
def nobody() -> Iterator[None]:
    """Root may read everything, so the test is run as somebody else."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield
    os.seteuid(user)


def test_no_permission_says_so(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = tmp_path / "sales.csv"
    path.write_bytes(files.GOOD)
    path.chmod(0)
    request.getfixturevalue("nobody")
    with pytest.raises(DataError, match="no permission to read the file"):
        read(path)


def test_an_unknown_sheet_is_answered_with_those_there_are(tmp_path: Path) -> None:
    files.two_sheets(tmp_path / "sales.xlsx")
    with pytest.raises(DataError, match="there is no sheet 'March'; it has 'January', 'February'"):
        read(tmp_path / "sales.xlsx", sheet="March")
