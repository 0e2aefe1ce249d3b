"""The cache: one fit for equal requests, a new one for a new version."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from backend.analytics.filters import Filters
from backend.errors import BadInput
from backend.forecast import Forecast, ForecastRequest, Forecasts, ForecastWorkers
from backend.forecast.histories import History
from backend.forecast.task import DailyForecast
from tests.forecast.synthetic import shop, weekly

pytestmark = pytest.mark.anyio

ALL = ForecastRequest(horizon=7)
GERMANY = ForecastRequest(Filters(countries=("Germany",)), horizon=7)
NOTHING = ForecastRequest(Filters(products=("NOTHING",)))


class Shop:
    """A data set in memory that counts how often its series is read."""

    def __init__(self) -> None:
        self.version = 1
        self.reads: list[ForecastRequest] = []
        self.published: list[tuple[int, ForecastRequest]] = []
        self.series = {ALL: weekly(60), GERMANY: weekly(50), NOTHING: shop([0.0] * 9)}

    async def current_version(self) -> int:
        await asyncio.sleep(0)
        return self.version

    async def task(self, request: ForecastRequest) -> DailyForecast:
        self.reads.append(request)
        await asyncio.sleep(0)
        return request.task(History(self.series[request], None))

    async def publish(self, version: int, request: ForecastRequest, _forecast: Forecast) -> None:
        self.published.append((version, request))


@pytest.fixture(scope="module")
async def workers() -> AsyncIterator[ForecastWorkers]:
    async with ForecastWorkers() as pool:
        yield pool


async def test_cache_and_single_flight(workers: ForecastWorkers) -> None:
    data = Shop()
    forecasts = Forecasts(workers, data.current_version, data.task, data.publish, capacity=2)
    first, second = await asyncio.gather(forecasts.forecast(ALL), forecasts.forecast(ALL))
    assert first is second
    assert data.reads == [ALL]
    assert await forecasts.forecast(ALL) is first

    other = await forecasts.forecast(GERMANY)
    assert other != first
    assert data.published == [(1, ALL), (1, GERMANY)]
    assert data.reads == [ALL, GERMANY]

    data.version = 2
    assert await forecasts.forecast(ALL) == first
    assert data.reads == [ALL, GERMANY, ALL]

    data.version = 1
    assert await forecasts.forecast(GERMANY) is other
    await forecasts.forecast(ALL)
    assert data.reads == [ALL, GERMANY, ALL, ALL], "the least recently used one was to go"
    await forecasts.close()


async def test_one_caller_leaving_does_not_take_the_answer_from_the_other(workers: ForecastWorkers) -> None:
    data = Shop()
    forecasts = Forecasts(workers, data.current_version, data.task)
    leaving = asyncio.create_task(forecasts.forecast(ALL))
    staying = asyncio.create_task(forecasts.forecast(ALL))
    await asyncio.sleep(0.1)
    leaving.cancel()
    assert len((await staying).points) == 7
    assert data.reads == [ALL]


async def test_failures_are_not_kept(workers: ForecastWorkers) -> None:
    data = Shop()
    forecasts = Forecasts(workers, data.current_version, data.task)
    for _ in range(2):
        with pytest.raises(BadInput, match="No sales"):
            await forecasts.forecast(NOTHING)
    assert data.reads == [NOTHING, NOTHING]
    with pytest.raises(BadInput, match="horizon"):
        ForecastRequest(horizon=0)


async def test_closing_stops_what_is_under_way(workers: ForecastWorkers) -> None:
    data = Shop()
    forecasts = Forecasts(workers, data.current_version, data.task)
    waiting = asyncio.create_task(forecasts.forecast(ALL))
    await asyncio.sleep(0.1)
    await forecasts.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
