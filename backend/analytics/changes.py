"""The data set's changes, told to everybody who follows them, within a second of each commit."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

import asyncpg

from backend.analytics.dataset import Dataset, dataset
from backend.background import running
from backend.db import Database
from backend.db.listener import listening
from backend.errors import SalesError

CHANNEL = "sales_dataset"
POLL_SECONDS = 0.5

log = logging.getLogger(__name__)


class Changes:
    """One per process: reads each new state once and hands it to all followers.

    A follower that is slow sees the newest state next, however many it missed; nothing queues up.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._latest: Dataset | None = None
        self._told = asyncio.Event()
        self._stirred = asyncio.Event()
        self._reading = asyncio.Lock()
        self._followers = 0

    @classmethod
    @asynccontextmanager
    async def following(cls, db: Database, dsn: str, *, pooled: bool) -> AsyncIterator[Self]:
        """Follow the data set of `db` by LISTEN; behind a transaction pooler, which has none, by asking."""
        changes = cls(db)
        source = running(changes._ask()) if pooled else listening(dsn, CHANNEL, changes._stirred.set)
        async with running(changes._keep_fresh()), source:
            yield changes

    async def states(self) -> AsyncGenerator[Dataset]:
        """The state now, then each later one. Raises Unavailable when it cannot be read now."""
        self._followers += 1
        try:
            state = await self._refreshed()
            while True:
                yield state
                state = await self._after(state.version)
        finally:
            self._followers -= 1

    async def _after(self, version: int) -> Dataset:
        while self._latest is None or self._latest.version == version:
            await self._told.wait()
        return self._latest

    async def _refreshed(self) -> Dataset:
        async with self._reading:  # one after the other, so that none brings back an older state
            state = await dataset(self._db)
            if self._latest is None or self._latest.version != state.version:
                self._latest = state
                told, self._told = self._told, asyncio.Event()
                told.set()
        return state

    async def _keep_fresh(self) -> None:
        while True:
            await self._stirred.wait()
            self._stirred.clear()
            try:
                await self._refreshed()
            except (SalesError, asyncpg.PostgresError) as error:
                log.info("the data set's state cannot be read yet: %s", error)
                await asyncio.sleep(POLL_SECONDS)
                self._stirred.set()

    async def _ask(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            if self._followers:
                self._stirred.set()
