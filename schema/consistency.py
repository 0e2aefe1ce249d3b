"""One answer, one version of the data set: a query that a load overtook is run again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from strawberry.types import ExecutionContext
from strawberry.types.graphql import OperationType

from backend.analytics.dataset import Dataset
from backend.db import Database
from schema.budget import spend
from schema.context import Context
from schema.errors import SalesSchema
from schema.present import State

FREE_RUNS = 2
_HOLD = "select version from dataset for share"

Run = Callable[[], Awaitable[Any]]


class ConsistentSchema(SalesSchema):
    """A schema whose queries never mix two versions of the data set in one answer.

    The fields of a query ask the database apart from each other, so a load may commit between them. A query begins with
    the data set of the moment and asks for the version at its end; if that is another one the query runs again, a third
    time while loads wait for it.
    """

    _held: asyncio.Lock | None = None
    _last_seen: Dataset | None = None

    async def _execute_operation(self, execution_context: ExecutionContext, *parts: Any) -> Any:
        """Strawberry's step between validation and answer, over every transport."""

        async def run() -> Any:
            execution_context.result = None
            return await SalesSchema._execute_operation(self, execution_context, *parts)

        context: Context = execution_context.context
        await spend(context)
        if context.identity is None or execution_context.operation_type is not OperationType.QUERY:
            result = await run()
            context.see(None)
            return result
        return await self._settled(execution_context, run)

    async def _settled(self, execution_context: ExecutionContext, run: Run) -> Any:
        for _ in range(FREE_RUNS):
            context: Context = execution_context.context
            known = self._last_seen
            if known is not None and (context.moment is None or context.moment.state == state_of(known)):
                context.see(known)
            state = await context.dataset()
            result = await run()
            moment = await context.present.now()
            if moment.state == state_of(state):
                self._last_seen = state
                context.outcome.state = moment.state
                return result
            execution_context.context = context.again(moment)
        return await self._held_still(execution_context.context.db, run)

    async def _held_still(self, db: Database, run: Run) -> Any:
        """Run while no load can commit: it waits for the lock on the data set's row, at most as long as this query.

        One query at a time does so, lest they all hold a connection and wait for another.
        """
        if self._held is None:
            self._held = asyncio.Lock()
        async with self._held, db.transaction() as connection:
            await connection.execute(_HOLD)
            return await run()


def state_of(dataset: Dataset) -> State:
    """Which state of the data set this is."""
    return dataset.version, dataset.loaded_at
