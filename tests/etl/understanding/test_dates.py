"""Dates of every form, and the order of day and month: decided, inherited, asked for."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from backend.errors import DataError
from etl.contract import DateReading
from etl.understanding.dates import read_dates
from tests.etl.understood import read

BERLIN = DateReading(zone="Europe/Berlin")
MARCH_4 = datetime(2024, 3, 4)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2024-03-04", MARCH_4),
        ("2024/3/4", MARCH_4),
        ("2024.03.04 10:11", datetime(2024, 3, 4, 10, 11)),
        ("2024-03-04 10:11:12", datetime(2024, 3, 4, 10, 11, 12)),
        ("2024-03-04T10:11:12.345678", datetime(2024, 3, 4, 10, 11, 12)),
        ("2024-03-04T10:11:12Z", datetime(2024, 3, 4, 11, 11, 12)),
        ("2024-07-04T10:11:12+00:00", datetime(2024, 7, 4, 12, 11, 12)),
        ("2024-03-04 10:12:33 -0500", datetime(2024, 3, 4, 16, 12, 33)),
        ("2024-03-04 10:12:33 UTC", datetime(2024, 3, 4, 11, 12, 33)),
        ("20240304", MARCH_4),
        ("20240304T101112", datetime(2024, 3, 4, 10, 11, 12)),
        ("4 Mar 2024", MARCH_4),
        ("04-Mar-24", MARCH_4),
        ("Mar-04-24", MARCH_4),
        ("Mar 4, 2024", MARCH_4),
        ("March 4th, 2024 3:04 PM", datetime(2024, 3, 4, 15, 4)),
        ("Monday, March 4, 2024", MARCH_4),
        ("Mon, 04 Mar 2024 10:00:00 +0000", datetime(2024, 3, 4, 11)),
        ("4. März 2024", MARCH_4),
        ("4 mars 2024 à 10h", None),
        ("4 mars 2024 14h05", datetime(2024, 3, 4, 14, 5)),
        ("4 de marzo de 2024", MARCH_4),
        ("4 marzo 2024", MARCH_4),
        ("4 maart 2024", MARCH_4),
        ("4 juin 2024", datetime(2024, 6, 4)),
        ("4 juillet 2024", datetime(2024, 7, 4)),
        ("4 août 2024", datetime(2024, 8, 4)),
        ("2024-02-30", None),
        ("2024-13-01", None),
        ("2024-03-04 25:00", None),
        ("0024-03-04", None),
        ("4 Foo 2024", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_form_that_needs_no_telling(cell: str, moment: datetime | None) -> None:
    [found] = read_dates(pl.Series([cell]), BERLIN).to_list()
    assert (found.replace(microsecond=0) if found else None) == moment


@pytest.mark.parametrize(
    ("cell", "order", "moment"),
    [
        ("4/3/2024", "day-first", MARCH_4),
        ("3/4/2024", "month-first", MARCH_4),
        ("04.03.24", "day-first", MARCH_4),
        ("04.03.69", "day-first", datetime(2069, 3, 4)),
        ("04.03.70", "day-first", datetime(1970, 3, 4)),
        ("24-03-04", "year-first", MARCH_4),
        ("4. 3. 2024", "day-first", MARCH_4),
        ("3/4/2024 8:26", "month-first", datetime(2024, 3, 4, 8, 26)),
        ("03/04/2024 12:05:01 AM", "month-first", datetime(2024, 3, 4, 0, 5, 1)),
        ("03/04/2024 12:05 p.m.", "month-first", datetime(2024, 3, 4, 12, 5)),
        ("04.03.2024, 17:05 Uhr", "day-first", datetime(2024, 3, 4, 17, 5)),
        ("31/02/2024", "day-first", None),
    ],
)
def test_a_numeric_form_is_read_in_its_order(cell: str, order: str, moment: datetime | None) -> None:
    [found] = _with_order(cell, order)
    assert found == moment


def _with_order(cell: str, order: str) -> list[datetime | None]:
    every = [f"{sign}{year}{time}" for sign in "-/." for year in ("yy", "yyyy") for time in ("", " h", " h am")]
    return read_dates(pl.Series([cell]), DateReading(orders=dict.fromkeys(every, order))).to_list()  # type: ignore[arg-type]


def test_bare_numbers_are_dates_only_where_the_column_has_them() -> None:
    cells = pl.Series(["45355.4375", "1709632800", "1709632800123"])
    assert read_dates(cells, DateReading()).to_list() == [None, None, None]
    found = read_dates(cells, DateReading(serial=True, unix=True)).to_list()
    assert [moment.replace(microsecond=0) for moment in found] == [
        datetime(2024, 3, 4, 10, 30),
        *[datetime(2024, 3, 5, 10)] * 2,
    ]


def loaded(folder: Path, dates: list[str], header: str = "date", **options: object) -> list[datetime | None]:
    path = folder / "sales.csv"
    rows = "".join(f"{number};{cells};Tea;2.50\n" for number, cells in enumerate(dates))
    path.write_text(f"order;{header};product;price\n{rows}")
    return read(path, **options).rows["placed_at"].to_list()


def test_one_value_over_12_decides_for_all(tmp_path: Path) -> None:
    assert loaded(tmp_path, ["03/04/2024", "13/04/2024"])[0] == datetime(2024, 4, 3)
    assert loaded(tmp_path, ["03/04/2024", "04/13/2024"])[0] == MARCH_4


def test_a_later_batch_decides_too(tmp_path: Path) -> None:
    assert loaded(tmp_path, ["03/04/2024"] * 900_000 + ["13/04/2024"])[0] == datetime(2024, 4, 3)


def test_another_column_of_dates_decides(tmp_path: Path) -> None:
    found = loaded(tmp_path, ["03/04/2024;03/14/2024", "04/05/2024;04/06/2024"], "order date;ship date")
    assert found == [MARCH_4, datetime(2024, 4, 5)]


def test_the_flag_decides(tmp_path: Path) -> None:
    assert loaded(tmp_path, ["03/04/2024"], date_order="day-first") == [datetime(2024, 4, 3)]
    assert loaded(tmp_path, ["03/04/2024"], date_order="month-first") == [MARCH_4]


def test_the_mapping_decides(tmp_path: Path) -> None:
    assert loaded(tmp_path, ["03/04/2024"], mapping={"date": "date (day first)"}) == [datetime(2024, 4, 3)]


def test_dots_are_day_first_and_equal_numbers_need_no_order(tmp_path: Path) -> None:
    assert loaded(tmp_path, ["04.03.2024"]) == [MARCH_4]
    assert loaded(tmp_path, ["03/03/2024"]) == [datetime(2024, 3, 3)]


def test_two_forms_in_one_column_are_told_apart_by_their_shape(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        ["2024-03-04", "03/04/2024 8:26", "03/14/2024 8:26", "04.03.2024", "13.03.2024", "45355", "Mar 4, 2024"],
    )
    assert found == [
        MARCH_4,
        datetime(2024, 3, 4, 8, 26),
        datetime(2024, 3, 14, 8, 26),
        MARCH_4,
        datetime(2024, 3, 13),
        MARCH_4,
        MARCH_4,
    ]


def test_two_orders_of_one_shape_are_refused_until_one_is_chosen(tmp_path: Path) -> None:
    dates = ["13/04/2024", "04/26/2024", "01/02/2024"]
    with pytest.raises(DataError, match="--date-order"):
        loaded(tmp_path, dates)
    assert loaded(tmp_path, dates, date_order="day-first") == [datetime(2024, 4, 13), None, datetime(2024, 2, 1)]


def test_a_few_mistakes_do_not_make_an_order_doubtful(tmp_path: Path) -> None:
    dates = [f"{day}/04/{year}" for year in range(1990, 2024) for day in range(13, 31)]
    assert loaded(tmp_path, [*dates, "04/26/2024"])[-1] is None


@pytest.mark.parametrize(
    ("cells", "moment"),
    [
        ("13.01.2024;09:15", datetime(2024, 1, 13, 9, 15)),
        ("13.01.2024;9:15:30 PM", datetime(2024, 1, 13, 21, 15, 30)),
        ("13.01.2024;0915", datetime(2024, 1, 13, 9, 15)),
        ("13.01.2024;91530", datetime(2024, 1, 13, 9, 15, 30)),
        ("13.01.2024 00:00:00;09:15", datetime(2024, 1, 13, 9, 15)),
        ("13.01.2024;", datetime(2024, 1, 13)),
    ],
)
def test_date_and_time_in_two_columns(tmp_path: Path, cells: str, moment: datetime) -> None:
    assert loaded(tmp_path, [cells, "14.01.2024;10:00"], "Datum;Uhrzeit")[0] == moment
