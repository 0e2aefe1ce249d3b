"""The one door to PostgreSQL: a pool, never a single connection for a whole request."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

import asyncpg
from asyncpg import Record

from backend.db.observation import note_rows
from backend.errors import Timeout, Unavailable

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection = PoolConnectionProxy[Record]
    Pool = asyncpg.Pool[Record]

_AWAY = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
)

_SESSION = {
    "application_name": "sales",
    "jit": "off",
    "min_parallel_table_scan_size": "256MB",  # starting a worker takes longer than reading a rollup
    "enable_parallel_append": "off",  # and so for the parts of a range, each of which is small
    "timezone": "UTC",
}


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise Timeout("the database took too long to answer; ask for less, or raise SALES_STATEMENT_SECONDS") from error
    except _AWAY as error:
        raise Unavailable(f"the database is away ({error or type(error).__name__}); try again shortly") from error


async def _read_numbers_as_text(connection: "asyncpg.Connection[Record]") -> None:
    """Exact as before, and in two fifths of the time that asyncpg takes to put a Decimal together from its digits."""
    await connection.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=Decimal, format="text")


async def _as_it_is(_connection: object) -> None:
    """A connection goes back as it is: nothing here changes a session, and to reset it takes a round trip each time."""


class Database:
    """A pool of connections. Raises Unavailable when the database is away, Timeout when a statement runs too long."""

    def __init__(self, pool: "Pool") -> None:
        self._pool = pool

    @classmethod
    async def connect(
        cls, dsn: str, *, size: int = 10, pooled: bool = False, statement_seconds: float | None = None
    ) -> Self:
        """Open a pool of at most `size` connections; `pooled` keeps no prepared statements (transaction poolers)."""
        with _translated():
            pool = await asyncpg.create_pool(
                dsn,
                min_size=1,
                max_size=size,
                command_timeout=statement_seconds,
                statement_cache_size=0 if pooled else 200,
                init=_read_numbers_as_text,
                reset=_as_it_is,
                server_settings={} if pooled else _SESSION,
            )
        return cls(pool)

    async def close(self) -> None:
        """Close the pool; statements under way get five seconds to end."""
        try:
            async with asyncio.timeout(5):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator["Connection"]:
        """One connection of the pool, given back at the end."""
        with _translated():
            async with self._pool.acquire() as connection:
                yield connection

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["Connection"]:
        """One connection inside one transaction: committed at the end, rolled back by an exception."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    async def rows(self, sql: str, *arguments: object) -> list[Record]:
        """All rows of a query."""
        async with self.connection() as connection:
            found = await connection.fetch(sql, *arguments)
        note_rows(len(found))
        return found

    async def row(self, sql: str, *arguments: object) -> Record | None:
        """The first row of a query, or None."""
        async with self.connection() as connection:
            found = await connection.fetchrow(sql, *arguments)
        note_rows(0 if found is None else 1)
        return found

    async def value(self, sql: str, *arguments: object) -> Any:
        """The first column of the first row, or None."""
        row = await self.row(sql, *arguments)
        return None if row is None else row[0]

    async def execute(self, sql: str, *arguments: object) -> str:
        """Run a statement; the command tag, as in `UPDATE 1`."""
        async with self.connection() as connection:
            return str(await connection.execute(sql, *arguments))


class OneConnection(Database):
    """A door through one connection, to read inside its transaction; statements wait for each other."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._free = asyncio.Lock()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator["Connection"]:
        """The one connection, when it is free."""
        async with self._free:
            yield self._connection
