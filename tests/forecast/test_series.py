"""The series: dates, the partial day, closed weekdays."""

from datetime import date

import pytest

from tests.forecast.synthetic import MONDAY, shop, weekly

SATURDAY, SUNDAY = 5, 6


def test_partial_newest_day_is_dropped() -> None:
    series = shop([1.0, 2.0, 3.0], newest_is_partial=True)
    assert series.complete() == shop([1.0, 2.0])
    assert shop([1.0, 2.0, 3.0]).complete() == shop([1.0, 2.0, 3.0])
    assert len(shop([], newest_is_partial=True).complete()) == 0


def test_head_and_tail_keep_their_dates() -> None:
    series = shop([float(day) for day in range(1, 11)])
    assert (series.head(3).start, series.head(3).values) == (MONDAY, (1.0, 2.0, 3.0))
    assert (series.tail(3).start, series.tail(3).values) == (date(2024, 1, 8), (8.0, 9.0, 10.0))
    assert series.tail(99) == series


def test_closed_weekdays_are_learnt() -> None:
    assert weekly(100).closed_weekdays() == {SATURDAY}
    assert shop([1.0] * 14).closed_weekdays() == frozenset()


def test_a_weekday_seen_once_is_not_yet_closed() -> None:
    assert shop([1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0]).closed_weekdays() == frozenset()


def test_a_weekday_given_up_half_a_year_ago_is_closed() -> None:
    used_to_open = [1.0] * 7 * 10 + [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0] * 27
    assert shop(used_to_open).closed_weekdays() == {SUNDAY}


def test_broken_series_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        shop([1.0, -2.0])
    with pytest.raises(ValueError, match="open_days"):
        type(shop([]))(MONDAY, (1.0,), ())
