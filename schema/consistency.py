"""One answer, one version of the data set: a query that a load overtook is run again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from strawberry.types import ExecutionContext
from strawberry.types.graphql import OperationType

from backend.analytics.dataset import Dataset
from backend.db import Database
from schema.context import Context
from schema.errors import SalesSchema

FREE_RUNS = 2
_VERSION = "select version, loaded_at from dataset"
_HOLD = "select version from dataset for share"

Run = Callable[[], Awaitable[Any]]


class ConsistentSchema(SalesSchema):
    """A schema whose queries never mix two versions of the data set in one answer.

    The fields of a query ask the database apart from each other, so a load may commit between them. A query begins with
    the data set as the last one saw it and asks for the version at its end; if that is another one the query runs
    again, a third time while loads wait for it.
    """

    _held: asyncio.Lock | None = None
    _last_seen: tuple[Database, Dataset] | None = None

    async def _execute_operation(self, execution_context: ExecutionContext, *parts: Any) -> Any:
        """Strawberry's step between validation and answer, over every transport."""

        async def run() -> Any:
            execution_context.result = None
            return await SalesSchema._execute_operation(self, execution_context, *parts)

        context: Context = execution_context.context
        if context.user is None or execution_context.operation_type is not OperationType.QUERY:
            result = await run()
            context.see(None)
            return result
        return await self._settled(execution_context, run)

    async def _settled(self, execution_context: ExecutionContext, run: Run) -> Any:
        db: Database = execution_context.context.db
        for _ in range(FREE_RUNS):
            if self._last_seen is not None and self._last_seen[0] is db:
                execution_context.context.see(self._last_seen[1])
            state = await execution_context.context.dataset()
            result = await run()
            row = await db.row(_VERSION)
            if row is not None and (row["version"], row["loaded_at"]) == (state.version, state.loaded_at):
                self._last_seen = db, state
                return result
            self._last_seen = None
            execution_context.context = execution_context.context.again()
        return await self._held_still(db, run)

    async def _held_still(self, db: Database, run: Run) -> Any:
        """Run while no load can commit: it waits for the lock on the data set's row, at most as long as this query.

        One query at a time does so, lest they all hold a connection and wait for another.
        """
        if self._held is None:
            self._held = asyncio.Lock()
        async with self._held, db.transaction() as connection:
            await connection.execute(_HOLD)
            return await run()
