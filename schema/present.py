"""What holds now: the data set's state and who may ask, read once for all who ask at the same time."""

import asyncio
from collections.abc import Mapping
from contextvars import Context as Variables
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from backend.accounts.identity import IDENTITIES, Identity, identities_of
from backend.db import Database

State = tuple[int, datetime | None]
"""The data set's version, and when it was committed: a data set made anew begins to count again."""

_NOW = f"select version, loaded_at, who.* from dataset left join ({IDENTITIES}) who on true"


@dataclass(frozen=True, slots=True)
class Moment:
    """What one read saw; `identities` are, by session or API key, those asked for that count."""

    state: State
    identities: Mapping[UUID, Identity]


class Present:
    """Answers about now, never about a moment before the question.

    One read runs at a time. Whoever asks meanwhile may know of a commit that it does not see, so they wait for the next
    read, which begins after all of them came and answers them together. Many requests thus cost one statement.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[asyncio.Future[Moment]] = []
        self._wanted: set[UUID] = set()
        self._reading: asyncio.Task[None] | None = None

    async def now(self, proof_id: UUID | None = None) -> Moment:
        """A moment not before this call; with the session's or key's identity. Raises Unavailable, Timeout."""
        waiting: asyncio.Future[Moment] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        if proof_id is not None:
            self._wanted.add(proof_id)
        if self._reading is None:
            # No request's own variables: the read is everybody's.
            self._reading = asyncio.create_task(self._read(), context=Variables())
        return await waiting

    async def _read(self) -> None:
        """Read until nobody waits, by one connection: to take it from the pool costs as much as a read."""
        while self._waiting:
            asking: list[asyncio.Future[Moment]] = []
            try:
                async with self._db.connection() as connection:
                    while self._waiting:
                        await asyncio.sleep(0)  # whoever is about to ask, such as those just answered, comes along
                        asking, wanted = self._next()
                        moment = _moment(await connection.fetch(_NOW, wanted))
                        for each in asking:
                            if not each.done():
                                each.set_result(moment)
            except Exception as error:  # noqa: BLE001 - raised again by everyone who waits
                for each in asking or self._next()[0]:
                    if not each.done():
                        each.set_exception(error)
        self._reading = None

    def _next(self) -> tuple[list[asyncio.Future[Moment]], list[UUID]]:
        """Those who wait, and the users they ask for."""
        waiting, self._waiting = self._waiting, []
        wanted, self._wanted = self._wanted, set()
        return waiting, list(wanted)


def _moment(rows: list[Record]) -> Moment:
    assert rows, "the first migration makes the data set's one row"
    return Moment((rows[0]["version"], rows[0]["loaded_at"]), identities_of(rows))
