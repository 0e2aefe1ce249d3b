"""Joins forecasts to the data: the version they depend on, and the series they learn from."""

from backend.analytics.filters import Filters
from backend.db import Database
from backend.forecast import DailySeries, Forecasts, ForecastWorkers
from backend.forecast.revenue import daily_revenue

_VERSION = "select version from dataset"


def forecasts_of(db: Database, workers: ForecastWorkers) -> Forecasts[Filters]:
    """Forecasts of the data in `db`, fitted by `workers`."""

    async def version() -> int:
        return int(await db.value(_VERSION))

    async def history(filters: Filters) -> DailySeries:
        return await daily_revenue(db, filters)

    return Forecasts(workers, version, history)
