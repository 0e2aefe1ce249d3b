"""Calendar buckets: days, ISO weeks, months, quarters and years of the shop's own clock."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache


class Granularity(Enum):
    """A bucket's length; the value is PostgreSQL's name for `date_trunc`."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


WITHIN_MONTHS = {Granularity.DAY, Granularity.WEEK}
"""Buckets that a month's sums do not tell apart."""

_MONTHS = {Granularity.MONTH: 1, Granularity.QUARTER: 3, Granularity.YEAR: 12}


def bucket_start(day: date, granularity: Granularity) -> date:
    """The first day of the bucket that holds `day`; weeks begin on Monday (ISO 8601)."""
    if granularity is Granularity.DAY:
        return day
    if granularity is Granularity.WEEK:
        return day - timedelta(days=day.weekday())
    months = _MONTHS[granularity]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def bucket_end(start: date, granularity: Granularity) -> date:
    """The last day of the bucket that begins on `start`."""
    if granularity is Granularity.DAY:
        return start
    if granularity is Granularity.WEEK:
        return start + timedelta(days=6)
    return add_months(start, _MONTHS[granularity]) - timedelta(days=1)


@lru_cache(maxsize=64)
def buckets(first: date, last: date, granularity: Granularity) -> tuple[tuple[date, date], ...]:
    """(start, end) of every bucket that holds a day of first..last, in order, ends included and not clipped."""
    return tuple(_buckets(first, last, granularity))


def _buckets(first: date, last: date, granularity: Granularity) -> Iterator[tuple[date, date]]:
    start = bucket_start(first, granularity)
    while start <= last:
        end = bucket_end(start, granularity)
        yield start, end
        start = end + timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The first of the month that lies `months` after the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
