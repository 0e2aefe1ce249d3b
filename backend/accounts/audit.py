"""The audit log: who did what, when and from where. Entries are added, never changed: a trigger refuses that."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Self
from uuid import UUID

from asyncpg import Record

if TYPE_CHECKING:
    from backend.db import Connection, Database

TARGET_CHARACTERS = 500


class Action(StrEnum):
    """What is recorded."""

    LOGIN = "login"
    LOGIN_FAILED = "login failed"
    LOGOUT = "logout"
    LOGOUT_EVERYWHERE = "logout everywhere"
    TOKEN_REUSED = "refresh token reused"  # noqa: S105 - an action's name
    LOCKED = "locked"
    REGISTERED = "registered"
    INVITED = "invited"
    VERIFIED = "verified"
    RESET_ASKED = "password reset asked"
    RESET = "password reset"
    PASSWORD_CHANGED = "password changed"  # noqa: S105 - an action's name
    USER_CREATED = "user created"
    ROLE_CHANGED = "role changed"
    COUNTRIES_CHANGED = "countries changed"
    RENAMED = "name changed"
    DEACTIVATED = "user deactivated"
    KEY_CREATED = "key created"
    KEY_REVOKED = "key revoked"
    KEYS_ROTATED = "signing keys rotated"
    LOADED = "loaded"
    RECORDED = "orders recorded"
    UNDONE = "load undone"
    UPLOADED = "uploaded"
    EXPORTED = "exported"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an address or a key's name, the user's id if it is a user, and the network address."""

    name: str
    user_id: UUID | None = None
    address: str | None = None


NOBODY = Actor("the server")
_acting: ContextVar[Actor] = ContextVar("acting", default=NOBODY)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """What is recorded within was done by this actor."""
    token = _acting.set(actor)
    try:
        yield
    finally:
        _acting.reset(token)


def act_as(actor: Actor) -> None:
    """What is recorded from now on in this task was done by this actor."""
    _acting.set(actor)


_INSERT = "insert into audit_log (actor, user_id, action, target, address) values ($1, $2, $3, $4, $5)"


async def record(
    connection: "Connection | Database", action: Action, target: str | None = None, *, by: Actor | None = None
) -> None:
    """Add an entry, in the transaction of the act where there is one. `by`: who acts where nobody is signed in yet.

    `target` names what was acted upon, and never holds a secret; unprintable characters are escaped, so that an entry
    is one line wherever it is shown.
    """
    known = _acting.get()
    actor = known if by is None else Actor(by.name, by.user_id, by.address or known.address)
    await connection.execute(
        _INSERT,
        shown(actor.name),
        actor.user_id,
        action.value,
        None if target is None else shown(target),
        actor.address,
    )


def shown(text: str) -> str:
    """A text on one line of bounded length."""
    line = text if text.isprintable() else json.dumps(text, ensure_ascii=True)[1:-1]
    return line[:TARGET_CHARACTERS]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log."""

    entry_id: int
    at: datetime
    actor: str
    action: str
    target: str | None
    address: str | None

    @classmethod
    def from_row(cls, row: Record) -> Self:
        """An entry from a row of `audit_log`."""
        return cls(row["entry_id"], row["at"], row["actor"], row["action"], row["target"], row["address"])
