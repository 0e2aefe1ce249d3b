"""The cache: one fit for equal requests, a new one for a new version."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from backend.errors import BadInput
from backend.forecast import DailySeries, Forecasts, ForecastWorkers
from tests.forecast.synthetic import shop, weekly

pytestmark = pytest.mark.anyio


class Shop:
    """A data set in memory that counts how often its series is read."""

    def __init__(self) -> None:
        self.version = 1
        self.reads: list[str] = []
        self.series = {"all": weekly(60), "germany": weekly(50), "nothing": shop([0.0] * 9)}

    async def current_version(self) -> int:
        await asyncio.sleep(0)
        return self.version

    async def daily_revenue(self, filters: str) -> DailySeries:
        self.reads.append(filters)
        await asyncio.sleep(0)
        return self.series[filters]


@pytest.fixture(scope="module")
async def workers() -> AsyncIterator[ForecastWorkers]:
    async with ForecastWorkers() as pool:
        yield pool


async def test_cache_and_single_flight(workers: ForecastWorkers) -> None:
    data = Shop()
    forecasts = Forecasts(workers, data.current_version, data.daily_revenue, capacity=2)
    first, second = await asyncio.gather(forecasts.forecast("all", 7), forecasts.forecast("all", 7))
    assert first is second
    assert data.reads == ["all"]
    assert await forecasts.forecast("all", 7) is first

    other = await forecasts.forecast("germany", 7)
    assert other != first
    assert data.reads == ["all", "germany"]

    data.version = 2
    assert await forecasts.forecast("all", 7) == first
    assert data.reads == ["all", "germany", "all"]

    data.version = 1
    assert await forecasts.forecast("germany", 7) is other
    await forecasts.forecast("all", 7)
    assert data.reads == ["all", "germany", "all", "all"], "the least recently used one was to go"
    await forecasts.close()


async def test_one_caller_leaving_does_not_take_the_answer_from_the_other(workers: ForecastWorkers) -> None:
    data = Shop()
    forecasts = Forecasts(workers, data.current_version, data.daily_revenue)
    leaving = asyncio.create_task(forecasts.forecast("all", 7))
    staying = asyncio.create_task(forecasts.forecast("all", 7))
    await asyncio.sleep(0.1)
    leaving.cancel()
    assert len((await staying).points) == 7
    assert data.reads == ["all"]


async def test_failures_are_not_kept(workers: ForecastWorkers) -> None:
    data = Shop()
    forecasts = Forecasts(workers, data.current_version, data.daily_revenue)
    for _ in range(2):
        with pytest.raises(BadInput, match="No sales"):
            await forecasts.forecast("nothing")
    assert data.reads == ["nothing", "nothing"]
    with pytest.raises(BadInput, match="horizon"):
        await forecasts.forecast("all", 0)
    assert len(data.reads) == 2


async def test_closing_stops_what_is_under_way(workers: ForecastWorkers) -> None:
    data = Shop()
    forecasts = Forecasts(workers, data.current_version, data.daily_revenue)
    waiting = asyncio.create_task(forecasts.forecast("all", 7))
    await asyncio.sleep(0.1)
    await forecasts.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
