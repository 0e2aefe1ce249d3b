"""A daily forecast told by week or month."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from backend.analytics.calendar import Granularity, buckets
from backend.forecast.result import Forecast, ForecastPoint, ForecastTotal


def in_buckets(
    daily: Forecast, horizon: int, granularity: Granularity, together: Callable[[int, int], ForecastTotal]
) -> Forecast:
    """The forecast with one point a calendar bucket, dated its first day; by day: its horizon's days.

    daily: its points go on to the end of the last bucket, so that each bucket is whole: what came of it so far, plus
    what is expected of the rest. together: the sum of the days first..end-1 ahead. The total and the scores stay those
    of the horizon's days. Buckets of the history that it does not cover whole are left out.
    """
    if granularity is Granularity.DAY:
        return replace(daily, points=daily.points[:horizon])
    actual = {point.date: point.actual or 0.0 for point in daily.history}
    first, last = daily.points[0].date, daily.points[-1].date
    points = []
    for start, end in buckets(first, last, granularity):
        came = sum(actual.get(start + timedelta(days=day), 0.0) for day in range((first - start).days))
        ahead = together(max(0, (start - first).days), (end - first).days + 1)
        points.append(ForecastPoint(start, came + ahead.value, came + ahead.lower, came + ahead.upper))
    return replace(daily, history=_history(daily.history, granularity), points=tuple(points))


def _history(days: tuple[ForecastPoint, ...], granularity: Granularity) -> tuple[ForecastPoint, ...]:
    """The whole buckets."""
    if not days:
        return ()
    known = {point.date: point.actual or 0.0 for point in days}
    whole = [
        (start, end)
        for start, end in buckets(days[0].date, days[-1].date, granularity)
        if start in known and end in known
    ]
    return tuple(
        ForecastPoint(start, actual=sum(known[start + timedelta(days=day)] for day in range((end - start).days + 1)))
        for start, end in whole
    )
