"""Joins forecasts to the data: the version they depend on, and the series they learn from."""

from datetime import date

from backend.analytics.calendar import Granularity
from backend.analytics.filters import Filters, resolve
from backend.analytics.trend import trend
from backend.db import Database
from backend.forecast import DailySeries, Forecasts, ForecastWorkers

_VERSION = "select version from dataset"


def forecasts_of(db: Database, workers: ForecastWorkers) -> Forecasts[Filters]:
    """Forecasts of the data in `db`, fitted by `workers`."""

    async def version() -> int:
        return int(await db.value(_VERSION))

    async def history(filters: Filters) -> DailySeries:
        return await daily_revenue(db, filters)

    return Forecasts(workers, version, history)


async def daily_revenue(db: Database, filters: Filters) -> DailySeries:
    """Revenue of each day within the filter, beside the days on which the shop sold anything. Raises BadInput."""
    scope = await resolve(db, filters)
    shop = await resolve(db, Filters(start=scope.first, end=scope.last))
    values = [float(point.revenue) for point in await trend(db, scope, Granularity.DAY)]
    opened = [point.orders > 0 for point in await trend(db, shop, Granularity.DAY)]
    return DailySeries(
        scope.first or date.min,
        tuple(values),
        tuple(opened),
        newest_is_partial=scope.last == scope.dataset.last_day,
    )
