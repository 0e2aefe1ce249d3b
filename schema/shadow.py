"""Answers of rollups checked against the facts: a sampled share, after the answer (`SALES_SHADOW_SHARE`).

The same resolver is asked again while the router answers from orders and lines alone. The two are compared where the
data set is still of the version that the answer is about; a difference is logged as an error, with how many there were.
"""

import asyncio
import dataclasses
import logging
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from strawberry.extensions import SchemaExtension

from backend.analytics.source import facts_alone
from backend.db import Database
from backend.db.observation import Observation
from backend.errors import SalesError
from schema.context import Context

log = logging.getLogger(__name__)

AFTER_SECONDS = 0.05
"""How long a check waits for its answer to be sent."""

WAITING_MOST = 100
"""Checks that wait for their turn; more are left out, so that a busy server does not fall behind."""

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Shadow:
    """An answer to be checked: where it stands, what it is about and of which version, and how to ask again."""

    path: str
    about: str
    version: int
    answer: Any
    ask: Callable[[], Awaitable[Any]]


@dataclass(slots=True)
class Record:
    """The checks of one database: their turn, and how many were made, differed and wait."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    checked: int = 0
    differing: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set)


_RECORDS: WeakKeyDictionary[Database, Record] = WeakKeyDictionary()


def record_of(db: Database) -> Record:
    """The record of a database's checks since this process began."""
    return _RECORDS.setdefault(db.whole, Record())


def sample(context: Context, path: str, seen: Observation, source: Any, answer: Any, ask: Callable[[], Any]) -> None:
    """Note an answer that rollups gave for checking, or not, as chance has it."""
    share = context.settings.shadow_share
    if not share or not any(table.startswith("rollup_") for table in seen.sources):
        return
    if random.random() < share and context.dataset_seen is not None:  # noqa: S311 - a sample, no secret
        about = repr(source.scope.filters) if hasattr(source, "scope") else ""
        context.shadows.append(Shadow(path, about, context.dataset_seen.version, answer, ask))


class Shadows(SchemaExtension):
    """Checks what was sampled of an operation when its answer is there."""

    def on_operation(self) -> Iterator[None]:
        """Start the checks behind the operation."""
        yield
        context: Context = self.execution_context.context
        record = record_of(context.db)
        for shadow in context.shadows[: WAITING_MOST - len(record.tasks)]:
            task = asyncio.create_task(_check(context.db, shadow, record))
            record.tasks.add(task)
            task.add_done_callback(record.tasks.discard)
        context.shadows.clear()


async def _check(db: Database, shadow: Shadow, record: Record) -> None:
    """Ask the facts, one check at a time, and compare."""
    await asyncio.sleep(AFTER_SECONDS)
    async with record.turn:
        try:
            with facts_alone():
                facts = await shadow.ask()
            version = await db.value("select version from dataset")
        except SalesError as error:
            log.info("%s was not checked against the facts: %s", shadow.path, error.message)
            return
        if version != shadow.version:
            return
        record.checked += 1
        found = difference(shadow.path, shadow.answer, facts)
        if found is not None:
            record.differing += 1
            log.error(
                "rollups and facts differ at version %s: %s; asked of %s; %s of %s answers checked so far differ; "
                "`sales verify --repair` finds and mends what is kept",
                version, found, shadow.about, record.differing, record.checked,
            )  # fmt: skip


def difference(path: str, kept: Any, counted: Any) -> str | None:
    """The first place where two answers differ, and both values there.

    Cursors say nothing of their own, and fields that are yet to be resolved are answers of their own.
    """
    if callable(kept):
        return None
    if dataclasses.is_dataclass(kept) and type(kept) is type(counted):
        names = (each.name for each in dataclasses.fields(kept) if "cursor" not in each.name)
        pairs = ((f".{name}", getattr(kept, name), getattr(counted, name)) for name in names)
    elif isinstance(kept, list | tuple) and isinstance(counted, list | tuple) and len(kept) == len(counted):
        pairs = ((f"[{place}]", *both) for place, both in enumerate(zip(kept, counted, strict=True)))
    else:
        return None if kept == counted else f"{path} is {_shown(kept)} by rollups, {_shown(counted)} by facts"
    return next((found for name, one, other in pairs if (found := difference(path + name, one, other))), None)


def _shown(value: object) -> str:
    text = f"a list of {len(value)}" if isinstance(value, list | tuple) else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
