"""Presets, the period before, and bucket sizes."""

from datetime import date

import pytest

from frontend.period import Range, before, granularity, parse_day, presets

FIRST, LAST = date(2010, 12, 1), date(2011, 12, 9)


def test_presets_end_with_the_data_and_leave_a_partial_day_out() -> None:
    named = dict(presets(FIRST, LAST))
    assert named["Last 7 complete days"] == Range(date(2011, 12, 2), date(2011, 12, 8))
    assert named["Last 90 complete days"].days == 90
    assert named["Month to date (Dec 2011)"] == Range(date(2011, 12, 1), LAST)
    assert named["Quarter to date"] == Range(date(2011, 10, 1), LAST)
    assert named["Year to date (2011)"] == Range(date(2011, 1, 1), LAST)
    assert named["Year 2010"] == Range(date(2010, 1, 1), date(2010, 12, 31))
    assert named["All data"] == Range()


def test_a_year_before_the_data_is_not_offered() -> None:
    assert not [label for label, _ in presets(date(2011, 1, 1), LAST) if label == "Year 2010"]


def test_the_period_before_has_as_many_days_and_ends_the_day_before() -> None:
    assert before(Range(date(2011, 3, 10), date(2011, 3, 12))) == Range(date(2011, 3, 7), date(2011, 3, 9))
    with pytest.raises(ValueError, match="open end"):
        before(Range(None, LAST))


def test_ranges_are_cut_to_the_data() -> None:
    assert Range(None, date(2030, 1, 1)).within(FIRST, LAST) == Range(FIRST, LAST)
    assert Range(date(2011, 1, 1)).within(FIRST, LAST) == Range(date(2011, 1, 1), LAST)


@pytest.mark.parametrize(("days", "bucket"), [(1, "DAY"), (62, "DAY"), (63, "WEEK"), (400, "WEEK"), (401, "MONTH")])
def test_bucket_sizes(days: int, bucket: str) -> None:
    assert granularity(days) == bucket


def test_text_that_is_no_day() -> None:
    assert parse_day("2011-02-29") is None
    assert parse_day("") is None
    assert parse_day("2011-02-28") == date(2011, 2, 28)
