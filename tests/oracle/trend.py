"""Calendar buckets, the trend over them and its growth."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from tests.oracle.filters import SalesFilter, kept, span
from tests.oracle.measures import Totals, money, totals_by, units
from tests.oracle.raw import Book

GRANULARITIES = ("DAY", "WEEK", "MONTH", "QUARTER", "YEAR")
MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}
ONE_DAY = timedelta(days=1)


def bucket_start(day: date, granularity: str) -> date:
    """First day of the calendar bucket that holds the day; weeks begin on Monday (ISO)."""
    if granularity == "DAY":
        return day
    if granularity == "WEEK":
        return day - timedelta(days=day.weekday())
    months = MONTHS[granularity]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def next_start(start: date, granularity: str) -> date:
    """First day of the bucket after the one that starts here."""
    if granularity == "DAY":
        return start + ONE_DAY
    if granularity == "WEEK":
        return start + 7 * ONE_DAY
    month = start.month - 1 + MONTHS[granularity]
    return date(start.year + month // 12, month % 12 + 1, 1)


def buckets(days: tuple[date, date] | None, granularity: str) -> list[tuple[date, date]]:
    """Start and end of every bucket that the days touch, unclipped and without gaps."""
    spans: list[tuple[date, date]] = []
    if days is None:
        return spans
    start = bucket_start(days[0], granularity)
    while start <= days[1]:
        after = next_start(start, granularity)
        spans.append((start, after - ONE_DAY))
        start = after
    return spans


def bucketed(book: Book, sales_filter: SalesFilter, granularity: str) -> list[tuple[date, date, bool, Totals]]:
    """Start, end, completeness and totals of each bucket; complete: data set and filter cover all its days."""
    days = span(book, sales_filter)
    rows = kept(book, sales_filter)
    opened = rows.select(pl.col("day").unique())
    starts = pl.Series("bucket", [bucket_start(day, granularity) for day in opened["day"]], dtype=pl.Date)
    groups = totals_by(rows.join(opened.with_columns(starts), on="day"), "bucket")
    return [
        (start, end, days is not None and days[0] <= start and end <= days[1], groups.get(start, Totals()))
        for start, end in buckets(days, granularity)
    ]


def trend(book: Book, sales_filter: SalesFilter, granularity: str) -> list[dict[str, Any]]:
    return [
        {
            "start": start.isoformat(),
            "end": end.isoformat(),
            "complete": complete,
            "revenue": money(total.revenue),
            "returns": money(total.returns),
            "netRevenue": money(total.net_revenue),
            "orders": total.orders,
            "units": units(total.units),
            "customers": total.customers,
        }
        for start, end, complete, total in bucketed(book, sales_filter, granularity)
    ]


def growth(book: Book, sales_filter: SalesFilter, granularity: str) -> list[dict[str, Any]]:
    """Revenue against the bucket before within the filter; the change where both are complete and that one > 0."""
    points = []
    previous: tuple[bool, int] | None = None
    for start, _, complete, total in bucketed(book, sales_filter, granularity):
        comparable = previous is not None and previous[0] and complete and previous[1] > 0
        points.append(
            {
                "start": start.isoformat(),
                "complete": complete,
                "revenue": money(total.revenue),
                "previous": None if previous is None else money(previous[1]),
                "change": (total.revenue - previous[1]) / previous[1] if previous and comparable else None,
            }
        )
        previous = (complete, total.revenue)
    return points
