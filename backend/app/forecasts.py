"""Joins forecasts to the data: the version they depend on, the days they learn from, the record they go into."""

import asyncio
import logging

import asyncpg

from backend.analytics.changes import Changes
from backend.analytics.metrics import Metric
from backend.db import Database
from backend.errors import SalesError
from backend.forecast import Forecast, ForecastRequest, Forecasts, ForecastWorkers
from backend.forecast.histories import history
from backend.forecast.members import PartsRequest, parts
from backend.forecast.record import publish
from backend.forecast.request import AnomaliesRequest
from backend.forecast.task import DailyAnomalies
from backend.forecast.worker import Task

RETRY_SECONDS = 5.0
_VERSION = "select version from dataset"

log = logging.getLogger(__name__)


def forecasts_of(db: Database, workers: ForecastWorkers) -> Forecasts:
    """Forecasts of the data in `db`, fitted by `workers`."""

    async def version() -> int:
        return int(await db.value(_VERSION))

    async def task(request: ForecastRequest | AnomaliesRequest | PartsRequest) -> Task[object]:
        if isinstance(request, PartsRequest):
            return await parts(db, request)
        found = await history(db, request.filters, request.metric)
        if isinstance(request, ForecastRequest):
            return request.task(found)
        return DailyAnomalies(found.series, found.divisor, mirrored=request.metric is Metric.RETURNS)

    async def keep(at: int, request: ForecastRequest, forecast: Forecast) -> None:
        await publish(db, at, request, forecast)

    return Forecasts(workers, version, task, keep)


async def ahead_of_questions(changes: Changes, forecasts: Forecasts) -> None:
    """Make the default forecast after every load, so that no page waits for it; for as long as the server runs."""
    while True:
        try:
            async for state in changes.states():
                if state.last_day is not None:
                    await _made(forecasts)
        except (SalesError, asyncpg.PostgresError) as error:  # away, or not migrated yet
            log.warning("the default forecast follows no load just now: %s", error)
        await asyncio.sleep(RETRY_SECONDS)


async def _made(forecasts: Forecasts) -> None:
    try:
        await forecasts.forecast(ForecastRequest())
    except SalesError as error:
        log.info("no default forecast: %s", error)
