"""Forecasts by data set version: fitted once, shared by equal requests, kept in memory."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from backend.forecast.result import Forecast, check_request
from backend.forecast.series import DailySeries
from backend.forecast.task import DailyForecast
from backend.forecast.workers import ForecastWorkers

FilterT = TypeVar("FilterT", bound=Hashable)

DEFAULT_HORIZON_DAYS = 30
DEFAULT_LEVEL = 0.8
CAPACITY = 256


class Forecasts(Generic[FilterT]):
    """Daily revenue forecasts under any filter.

    version: the data set's version now. daily_revenue: its daily series within a filter. Both read the database of the
    caller; a load changes the version, which makes older forecasts unreachable.
    """

    def __init__(
        self,
        workers: ForecastWorkers,
        version: Callable[[], Awaitable[Hashable]],
        daily_revenue: Callable[[FilterT], Awaitable[DailySeries]],
        capacity: int = CAPACITY,
    ) -> None:
        self._workers = workers
        self._version = version
        self._daily_revenue = daily_revenue
        self._capacity = capacity
        self._kept: OrderedDict[Hashable, Forecast] = OrderedDict()
        self._fitting: dict[Hashable, asyncio.Task[Forecast]] = {}

    async def forecast(
        self, filters: FilterT, horizon: int = DEFAULT_HORIZON_DAYS, level: float = DEFAULT_LEVEL
    ) -> Forecast:
        """The forecast for the present data, from memory or fitted now.

        horizon: 1..365 days; level: 0.5..0.99, the share of days the band should hold.
        Raises BadInput, Timeout, Unavailable as `ForecastWorkers.run` does; failures are not kept.
        """
        check_request(horizon, level)
        key = (await self._version(), filters, horizon, level)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        fitting = self._fitting.get(key)
        if fitting is None:
            fitting = asyncio.create_task(self._fit(key, filters, horizon, level))
            self._fitting[key] = fitting
            fitting.add_done_callback(lambda done: self._finish(key, done))
        # One caller going away must not take the answer from the others.
        return await asyncio.shield(fitting)

    async def close(self) -> None:
        """Stop the fits under way; call it before the workers are closed."""
        fitting = list(self._fitting.values())
        for task in fitting:
            task.cancel()
        await asyncio.gather(*fitting, return_exceptions=True)

    async def _fit(self, key: Hashable, filters: FilterT, horizon: int, level: float) -> Forecast:
        forecast = await self._workers.run(DailyForecast(await self._daily_revenue(filters), horizon, level))
        self._kept[key] = forecast
        while len(self._kept) > self._capacity:
            self._kept.popitem(last=False)
        return forecast

    def _finish(self, key: Hashable, done: asyncio.Task[Forecast]) -> None:
        del self._fitting[key]
        if not done.cancelled():
            # Read once here: with every caller gone nobody else would, and asyncio would complain.
            done.exception()
