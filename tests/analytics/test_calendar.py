"""Calendar buckets against the calendar itself."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.analytics.calendar import Granularity, add_months, bucket_end, bucket_start, buckets

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("granularity", "start", "end"),
    [
        (Granularity.DAY, date(2024, 2, 29), date(2024, 2, 29)),
        (Granularity.WEEK, date(2024, 2, 26), date(2024, 3, 3)),
        (Granularity.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        (Granularity.QUARTER, date(2024, 1, 1), date(2024, 3, 31)),
        (Granularity.YEAR, date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_the_bucket_of_a_leap_day(granularity: Granularity, start: date, end: date) -> None:
    assert bucket_start(date(2024, 2, 29), granularity) == start
    assert bucket_end(start, granularity) == end


@given(DAYS, st.integers(0, 800), st.sampled_from(Granularity))
def test_buckets_follow_each_other_and_hold_both_ends(first: date, days: int, granularity: Granularity) -> None:
    last = first + timedelta(days=days)
    found = list(buckets(first, last, granularity))
    assert found[0][0] <= first <= found[0][1]
    assert found[-1][0] <= last <= found[-1][1]
    for (_, end), (start, _) in itertools.pairwise(found):
        assert start == end + timedelta(days=1)
    assert all(bucket_start(end, granularity) == start for start, end in found)


@given(DAYS, st.integers(-600, 600))
def test_months_added_and_taken_away_again(day: date, months: int) -> None:
    there = add_months(day, months)
    assert there.day == 1
    assert add_months(there, -months) == day.replace(day=1)
