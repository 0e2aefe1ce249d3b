"""The series that forecasts learn from, read from the data set."""

import asyncio
from dataclasses import dataclass, replace

from backend.analytics.calendar import Granularity
from backend.analytics.countries import countries
from backend.analytics.filters import Filters, Scope, resolve
from backend.analytics.metrics import Metric
from backend.analytics.trend import TrendPoint, trend
from backend.db import Database
from backend.errors import BadInput
from backend.forecast.series import DailySeries

_AMOUNTS = {
    Metric.REVENUE: lambda day: day.revenue,
    Metric.NET_REVENUE: lambda day: day.net_revenue,
    Metric.RETURNS: lambda day: -day.returns,
    Metric.ORDERS: lambda day: day.orders,
    Metric.UNITS: lambda day: day.units,
    Metric.CUSTOMERS: lambda day: day.customers,
    Metric.AVERAGE_ORDER_VALUE: lambda day: day.revenue,
}
"""What is forecast for a metric: of returns their size, of the average order value its dividend."""


@dataclass(frozen=True, slots=True)
class History:
    """A metric's days; `divisor` where the metric is a ratio."""

    series: DailySeries
    divisor: DailySeries | None


async def history(db: Database, filters: Filters, metric: Metric) -> History:
    """The metric per day within the filter; a day is open when anyone bought anything. Raises BadInput without one."""
    scope = await resolve(db, filters)
    if scope.first is None:
        raise BadInput("the filter holds no day of the data set; there is nothing to forecast from", field="filter")
    everything = whole_shop(scope)
    days, all_days, largest = await asyncio.gather(
        trend(db, scope, Granularity.DAY),
        trend(db, everything, Granularity.DAY),
        countries(db, everything, first=1, order_by=Metric.REVENUE, direction="DESC"),
    )

    def of(measure: Metric) -> DailySeries:
        return DailySeries(
            start=days[0].start,
            values=tuple(float(_AMOUNTS[measure](day)) for day in days),
            open_days=opened(all_days),
            newest_is_partial=scope.last == scope.dataset.last_day,
            signed=measure is Metric.NET_REVENUE,
            country=largest[0].country if largest else None,
        )

    return History(of(metric), of(Metric.ORDERS) if metric is Metric.AVERAGE_ORDER_VALUE else None)


def whole_shop(scope: Scope) -> Scope:
    """The scope's days under no other filter."""
    return replace(scope, filters=Filters(), country_ids=None, product_ids=None, customer_ids=None)


def opened(days: list[TrendPoint]) -> tuple[bool, ...]:
    """On which of the whole shop's days anything was sold."""
    return tuple(day.orders > 0 for day in days)
