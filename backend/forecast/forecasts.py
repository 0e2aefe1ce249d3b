"""Forecasts by data set version: fitted once, shared by equal requests, kept in memory, published once."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

from backend.forecast.request import ForecastRequest
from backend.forecast.result import Forecast
from backend.forecast.worker import Task
from backend.forecast.workers import ForecastWorkers

CAPACITY = 256

Publish = Callable[[int, ForecastRequest, Forecast], Awaitable[None]]


class Forecasts:
    """What worker processes make of the data set's days.

    version: the data set's version now. task: what is to be done for a request, from the days as they are now. Both
    read the database of the caller; a load changes the version, which makes older answers unreachable. publish: keeps
    each new forecast of an unchanged data set.
    """

    def __init__(
        self,
        workers: ForecastWorkers,
        version: Callable[[], Awaitable[int]],
        task: Callable[[Any], Awaitable[Task[Any]]],
        publish: Publish | None = None,
        capacity: int = CAPACITY,
    ) -> None:
        self._workers = workers
        self._version = version
        self._task = task
        self._publish = publish
        self._capacity = capacity
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, asyncio.Task[Any]] = {}

    async def forecast(self, request: ForecastRequest) -> Forecast:
        """The forecast for the present data, from memory or fitted now.

        Raises BadInput, Timeout, Unavailable as `ForecastWorkers.run` does; failures are not kept.
        """
        found: Forecast = await self.answer(request)
        return found

    async def answer(self, request: Hashable) -> Any:
        """What the task of any request returns for the present data, from memory or made now."""
        key = (await self._version(), request)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        making = self._making.get(key)
        if making is None:
            making = asyncio.create_task(self._make(key))
            self._making[key] = making
            making.add_done_callback(lambda done: self._finish(key, done))
        # One caller going away must not take the answer from the others.
        return await asyncio.shield(making)

    async def close(self) -> None:
        """Stop the work under way; call it before the workers are closed."""
        making = list(self._making.values())
        for task in making:
            task.cancel()
        await asyncio.gather(*making, return_exceptions=True)

    async def _make(self, key: tuple[int, Hashable]) -> Any:
        version, request = key
        task = await self._task(request)
        unchanged = await self._version() == version
        answer = await self._workers.run(task)
        if unchanged and self._publish is not None and isinstance(request, ForecastRequest):
            await self._publish(version, request, answer)
        self._kept[key] = answer
        while len(self._kept) > self._capacity:
            self._kept.popitem(last=False)
        return answer

    def _finish(self, key: Hashable, done: asyncio.Task[Any]) -> None:
        del self._making[key]
        if not done.cancelled():
            # Read once here: with every caller gone nobody else would, and asyncio would complain.
            done.exception()
