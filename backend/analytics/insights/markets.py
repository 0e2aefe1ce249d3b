"""Findings about where and when sales are made."""

from decimal import Decimal

from backend.analytics.calendar import Granularity
from backend.analytics.clock import by_hour, by_weekday
from backend.analytics.countries import countries
from backend.analytics.filters import Scope
from backend.analytics.insights.insight import Insight, counted, insight, money, percent
from backend.analytics.metrics import Metric
from backend.analytics.trend import growth
from backend.db import Database

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


async def market_concentration(db: Database, scope: Scope) -> Insight | None:
    top = await countries(db, scope, first=2, order_by=Metric.REVENUE, direction="DESC")
    if not all(country.revenue for country in top) or len(top) < 2:
        return None
    return insight(
        scope,
        "MARKET_CONCENTRATION",
        f"{top[0].country} makes {percent(top[0].share)} of revenue",
        f"{money(scope, top[0].revenue)} from {counted(top[0].customers, 'known customer')}.",
        "byCountry(first: 1) { country revenue customers share }",
    )


async def monthly_growth(db: Database, scope: Scope) -> Insight | None:
    points = [point for point in await growth(db, scope, Granularity.MONTH) if point.change is not None]
    if not points:
        return None
    last = points[-1]
    rose = (last.change or 0) >= 0
    return insight(
        scope,
        "MONTHLY_GROWTH",
        f"Revenue {'rose' if rose else 'fell'} by {percent(abs(last.change or 0))} in {last.start:%B %Y}",
        f"{money(scope, last.revenue)} after {money(scope, last.previous or Decimal(0))} in the month before.",
        "growth(granularity: MONTH) { start complete revenue previous change }",
    )


async def best_weekday(db: Database, scope: Scope) -> Insight | None:
    points = await by_weekday(db, scope)
    total = sum(point.revenue for point in points)
    if sum(bool(point.revenue) for point in points) < 2:
        return None
    best = max(points, key=lambda point: (point.revenue, -point.part))
    return insight(
        scope,
        "BEST_WEEKDAY",
        f"{_WEEKDAYS[best.part - 1]} is the strongest day, with {percent(float(best.revenue / total))} of revenue",
        f"{money(scope, best.revenue)} in {counted(best.orders, 'order')}.",
        "byWeekday { weekday revenue orders }",
    )


async def busiest_hour(db: Database, scope: Scope) -> Insight | None:
    points = await by_hour(db, scope)
    if sum(bool(point.orders) for point in points) < 2:
        return None
    best = max(points, key=lambda point: (point.orders, -point.part))
    orders_of_all = sum(point.orders for point in points)
    return insight(
        scope,
        "BUSIEST_HOUR",
        f"Most orders come between {best.part}:00 and {best.part + 1}:00",
        f"{best.orders:,} of {counted(orders_of_all, 'order')} ({percent(best.orders / orders_of_all)}), "
        f"worth {money(scope, best.revenue)}.",
        "byHour { hour revenue orders }",
    )
