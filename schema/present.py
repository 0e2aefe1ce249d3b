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
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            wanted, self._wanted = self._wanted, set()
            try:
                moment = _moment(await self._db.rows(_NOW, list(wanted)))
            except Exception as error:  # noqa: BLE001 - raised again by everyone who waits
                for each in waiting:
                    if not each.done():
                        each.set_exception(error)
            else:
                for each in waiting:
                    if not each.done():
                        each.set_result(moment)
        self._reading = None


def _moment(rows: list[Record]) -> Moment:
    assert rows, "the first migration makes the data set's one row"
    return Moment((rows[0]["version"], rows[0]["loaded_at"]), identities_of(rows))
