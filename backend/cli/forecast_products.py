"""`sales forecast --by product`: a forecast for each of the largest products, into the record; resumable."""

import asyncio
from typing import TYPE_CHECKING

from backend.cli.database import connected, database_of, require_migrated
from backend.settings import Settings, load_settings

if TYPE_CHECKING:
    from rich.progress import Progress

    from backend.db import Database
    from backend.forecast import DailySeries, ForecastWorkers

BATCH = 10
WORKERS = 2
BATCH_SECONDS = 300.0


def run_products(first: int, horizon: int, level: float) -> None:
    """Forecast what this version of the data has no forecast for yet. Raises BadInput without data, Timeout."""
    settings = load_settings()
    with database_of(settings) as dsn:
        made, there = asyncio.run(_products(dsn, settings, first, horizon, level))
    from rich.console import Console

    Console().print(f"{made} forecasts made, {there} were there already; all by the simple candidates, in the record.")


async def _products(dsn: str, settings: Settings, first: int, horizon: int, level: float) -> tuple[int, int]:
    from rich.progress import Progress

    from backend.analytics.dataset import dataset
    from backend.analytics.filters import Filters
    from backend.forecast import ForecastWorkers
    from backend.forecast.members import largest
    from backend.forecast.record import published_products
    from backend.forecast.telling import SIMPLE_REMARK

    async with connected(dsn, settings) as db, ForecastWorkers(WORKERS, BATCH_SECONDS) as workers:
        await require_migrated(db)
        version = (await dataset(db)).version
        found = await largest(db, Filters(), "product", first)
        there = await published_products(db, version, horizon, level, SIMPLE_REMARK) & found.keys()
        left = [(code, series) for code, series in found.items() if code not in there]
        with Progress() as progress:
            batches = [left[index : index + BATCH] for index in range(0, len(left), BATCH)]
            made = await _made(db, workers, version, batches, horizon, level, progress)
    return made, len(there)


async def _made(
    db: "Database",
    workers: "ForecastWorkers",
    version: int,
    batches: "list[list[tuple[str, DailySeries]]]",
    horizon: int,
    level: float,
    progress: "Progress",
) -> int:
    """Forecast and publish batch by batch, as many at a time as there are workers."""
    from backend.analytics.filters import Filters
    from backend.forecast import ForecastRequest
    from backend.forecast.record import publish
    from backend.forecast.task import DailyForecast, ManyForecasts
    from backend.forecast.telling import Telling

    bar = progress.add_task("products", total=sum(map(len, batches)))
    room = asyncio.Semaphore(WORKERS)

    async def one(batch: "list[tuple[str, DailySeries]]") -> int:
        async with room:
            tasks = tuple(DailyForecast(series, horizon, level, Telling(simple=True)) for _, series in batch)
            answers = await workers.run(ManyForecasts(tasks))
        told = [(code, answer) for (code, _), answer in zip(batch, answers, strict=True) if answer is not None]
        for code, answer in told:
            await publish(db, version, ForecastRequest(Filters(products=(code,)), horizon=horizon, level=level), answer)
        progress.advance(bar, len(batch))
        return len(told)

    return sum(await asyncio.gather(*map(one, batches)))
