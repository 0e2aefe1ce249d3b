"""One change of the data set at a time, over all processes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from backend.db import Database

if TYPE_CHECKING:
    from backend.db import Connection

LOAD_LOCK = 7_253_001
_TURNS: "WeakKeyDictionary[Database, asyncio.Lock]" = WeakKeyDictionary()


@asynccontextmanager
async def exclusive(db: Database, waiting: Callable[[], None] | None = None) -> AsyncIterator["Connection"]:
    """A connection inside a transaction that alone may change the data set; calls `waiting` if another goes first.

    The lock lives as long as the transaction, so that a killed process frees it and a pooler does not matter. Within
    the process changes take turns before they take a connection: those that wait leave the pool to the one at work.
    """
    turn = _TURNS.setdefault(db, asyncio.Lock())
    if turn.locked() and waiting is not None:
        waiting()
    async with turn, db.transaction() as connection:
        if not await connection.fetchval("select pg_try_advisory_xact_lock($1)", LOAD_LOCK):
            if waiting is not None:
                waiting()
            await connection.execute("select pg_advisory_xact_lock($1)", LOAD_LOCK)
        yield connection
