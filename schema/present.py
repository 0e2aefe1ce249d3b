"""What holds now: the data set's state and its users, read once for all who ask at the same time."""

import asyncio
from collections.abc import Mapping
from contextvars import Context as Variables
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from backend.accounts.users import User
from backend.db import Database

State = tuple[int, datetime | None]
"""The data set's version, and when it was committed: a data set made anew begins to count again."""

_NOW = """
select version, loaded_at, users.* from dataset left join users on user_id = any($1::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Moment:
    """What one read saw; `users` are those of the users asked for who exist, active or not."""

    state: State
    users: Mapping[UUID, User]


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

    async def now(self, user_id: UUID | None = None) -> Moment:
        """A moment not before this call; with the user, if there is one of that id. Raises Unavailable, Timeout."""
        waiting: asyncio.Future[Moment] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        if user_id is not None:
            self._wanted.add(user_id)
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
    users = {row["user_id"]: User.from_row(row) for row in rows if row["user_id"] is not None}
    return Moment((rows[0]["version"], rows[0]["loaded_at"]), users)
