"""The other period, over calendars of every kind."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.analytics.comparison import Comparison, compared
from backend.analytics.dataset import Dataset
from backend.analytics.filters import Filters, Scope

DATA = Dataset(1, "GBP", None, date(2000, 1, 1), date(2060, 12, 31), 1, 1, ())
DAYS = st.dates(date(2002, 1, 1), date(2058, 12, 31))


def scope(first: date, last: date) -> Scope:
    return Scope(Filters(first, last), DATA, first, last, True, None, None, None)


def other(first: date, last: date, comparison: Comparison) -> tuple[date | None, date | None]:
    moved = compared(scope(first, last), comparison)
    assert moved.complete
    assert (moved.filters.start, moved.filters.end) == (moved.first, moved.last)
    return moved.first, moved.last


@given(DAYS, st.integers(0, 600))
def test_the_previous_period_is_as_long_and_ends_the_day_before(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    before = other(first, last, Comparison.PREVIOUS_PERIOD)
    assert before == (first - timedelta(days=days + 1), first - timedelta(days=1))


@given(st.integers(2002, 2058), st.integers(1, 12), st.integers(0, 30))
def test_whole_months_are_compared_with_whole_months_leap_years_included(year: int, month: int, months: int) -> None:
    end_year, end_month = divmod(year * 12 + month - 1 + months, 12)
    last = date(end_year, end_month + 1, monthrange(end_year, end_month + 1)[1])
    first, to = other(date(year, month, 1), last, Comparison.PREVIOUS_YEAR)
    assert first == date(year - 1, month, 1)
    assert to == date(end_year - 1, end_month + 1, monthrange(end_year - 1, end_month + 1)[1])


@given(DAYS, st.integers(0, 600))
def test_the_weekdays_stay_the_same(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    before = other(first, last, Comparison.PREVIOUS_YEAR_SAME_WEEKDAYS)
    assert before == (first - timedelta(days=364), last - timedelta(days=364))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2024, 2, 29), date(2024, 2, 29), (date(2023, 2, 28), date(2023, 2, 28))),
        (date(2025, 2, 1), date(2025, 2, 28), (date(2024, 2, 1), date(2024, 2, 29))),
        (date(2024, 2, 1), date(2024, 2, 28), (date(2023, 2, 1), date(2023, 2, 28))),
        (date(2024, 3, 10), date(2024, 6, 20), (date(2023, 3, 10), date(2023, 6, 20))),
    ],
)
def test_the_same_dates_a_year_before(first: date, last: date, expected: tuple[date, date]) -> None:
    assert other(first, last, Comparison.PREVIOUS_YEAR) == expected


def test_days_before_the_data_are_kept_and_make_it_incomplete() -> None:
    moved = compared(scope(date(2000, 1, 1), date(2000, 1, 31)), Comparison.PREVIOUS_PERIOD)
    assert (moved.first, moved.last, moved.complete) == (date(1999, 12, 1), date(1999, 12, 31), False)
