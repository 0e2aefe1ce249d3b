"""The series a revenue forecast learns from, read from the data set."""

import asyncio
from dataclasses import replace

from backend.analytics.calendar import Granularity
from backend.analytics.filters import Filters, resolve
from backend.analytics.trend import trend
from backend.db import Database
from backend.errors import BadInput
from backend.forecast.series import DailySeries


async def daily_revenue(db: Database, filters: Filters) -> DailySeries:
    """Revenue per day within the filter; a day is open when anyone bought anything. Raises BadInput without a day."""
    scope = await resolve(db, filters)
    if scope.first is None:
        raise BadInput("the filter holds no day of the data set; there is nothing to forecast from", field="filter")
    everything = replace(scope, filters=Filters(), country_ids=None, product_ids=None, customer_ids=None)
    days, all_days = await asyncio.gather(trend(db, scope, Granularity.DAY), trend(db, everything, Granularity.DAY))
    return DailySeries(
        start=scope.first,
        values=tuple(float(day.revenue) for day in days),
        open_days=tuple(day.orders > 0 for day in all_days),
        newest_is_partial=scope.last == scope.dataset.last_day,
    )
