"""The period a period is compared with."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from enum import Enum

from backend.analytics.filters import Scope


class Comparison(Enum):
    """How the other period is found: as many days just before, the same dates or the same weekdays a year before."""

    PREVIOUS_PERIOD = "previous period"
    PREVIOUS_YEAR = "previous year"
    PREVIOUS_YEAR_SAME_WEEKDAYS = "previous year, same weekdays"


_FIFTY_TWO_WEEKS = timedelta(days=364)


def compared(scope: Scope, comparison: Comparison) -> Scope:
    """The same filter over the other period; its days outside the data set are kept, and make it incomplete."""
    if scope.first is None or scope.last is None:
        return scope
    first, last = _shifted(scope.first, scope.last, comparison)
    moved = replace(scope, filters=replace(scope.filters, start=first, end=last), first=first, last=last)
    return replace(moved, complete=moved.covers(first, last))


def _shifted(first: date, last: date, comparison: Comparison) -> tuple[date, date]:
    if comparison is Comparison.PREVIOUS_PERIOD:
        days = last - first + timedelta(days=1)
        return first - days, last - days
    if comparison is Comparison.PREVIOUS_YEAR_SAME_WEEKDAYS:
        return first - _FIFTY_TWO_WEEKS, last - _FIFTY_TWO_WEEKS
    return _year_before(first), _year_before(last, keep_month_end=True)


def _year_before(day: date, *, keep_month_end: bool = False) -> date:
    """The same date a year before; 29 February becomes 28, and a month's last day stays the last if asked."""
    month_end = monthrange(day.year - 1, day.month)[1]
    ends_month = day.day == monthrange(day.year, day.month)[1]
    return date(day.year - 1, day.month, month_end if keep_month_end and ends_month else min(day.day, month_end))
