"""Users: who they are and what they may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

import asyncpg
from asyncpg import Record

from backend.accounts import passwords
from backend.accounts.addresses import checked_name, normalised
from backend.accounts.audit import Action, record
from backend.accounts.countries import checked_countries
from backend.accounts.links import FORGET_RESETS
from backend.accounts.notification import notify
from backend.accounts.roles import Role
from backend.db import Database
from backend.errors import BadInput, Conflict, NotFound


@dataclass(frozen=True, slots=True)
class User:
    """A user without the password; `countries` None means all."""

    id: UUID
    email: str
    name: str
    role: Role
    verified: bool
    active: bool
    countries: tuple[str, ...] | None
    created_at: datetime

    @classmethod
    def from_row(cls, row: Record) -> Self:
        """A user from a row of `users`."""
        return cls(
            id=row["user_id"],
            email=row["email"],
            name=row["name"],
            role=Role(row["role"]),
            verified=row["verified"],
            active=row["active"],
            countries=None if row["countries"] is None else tuple(row["countries"]),
            created_at=row["created_at"],
        )


_BY_ID = "select * from users where user_id = $1"


async def find(db: Database, user_id: UUID) -> User | None:
    """The user of this id, active or not."""
    row = await db.row(_BY_ID, user_id)
    return None if row is None else User.from_row(row)


EVERYONE = """
select *, null::numeric as sort_value, email as sort_key from users
where $1::text is null or strpos(lower(email), lower($1)) > 0 or strpos(lower(name), lower($1)) > 0
"""
"""Whose address or name holds a text, by address, for a listing."""
_EVERYONE = "select * from users order by email"


async def everyone(db: Database) -> list[User]:
    """All users by address, inactive ones too."""
    return [User.from_row(row) for row in await db.rows(_EVERYONE)]


_BY_EMAIL = """
select users.*, (
    select password_hash from links where email = $1 and purpose = 'VERIFY' and expires_at > now()
    order by created_at desc limit 1
) as pending_hash from (select) one left join users on email = $1
"""


async def find_with_hash(db: Database, email: str) -> tuple[User | None, str | None]:
    """The user of this address and the password's hash; of an address still to be verified the hash alone."""
    try:
        row = await db.row(_BY_EMAIL, normalised(email))
    except BadInput:
        return None, None
    assert row is not None
    return (None, row["pending_hash"]) if row["user_id"] is None else (User.from_row(row), row["password_hash"])


_INSERT = """
insert into users (email, name, role, password_hash, verified) values ($1, $2, $3, $4, $5) returning *
"""


async def create(db: Database, email: str, name: str, role: Role, password: str) -> User:
    """Add a user for whose address the caller vouches. Raises BadInput, or Conflict if the address is taken."""
    address, name = normalised(email), checked_name(name)
    passwords.check(password, address, name)
    password_hash = await passwords.hashed(password)
    async with db.transaction() as connection:
        user = await insert(connection, address, name, role, password_hash, verified=True)
        await record(connection, Action.USER_CREATED, f"{address}: {role}")
        return user


async def insert(
    connection: "asyncpg.pool.PoolConnectionProxy[Record]",
    address: str,
    name: str,
    role: Role,
    password_hash: str | None,
    *,
    verified: bool,
) -> User:
    """Add a user of a checked address and name. Raises Conflict if the address is taken."""
    try:
        row = await connection.fetchrow(_INSERT, address, name, role.value, password_hash, verified)
    except asyncpg.UniqueViolationError as error:
        raise Conflict(f"{address} is already a user") from error
    assert row is not None
    return User.from_row(row)


_SET_HASH = "update users set password_hash = $2 where user_id = $1 and password_hash = $3"


async def rehash(db: Database, user_id: UUID, old: str, new: str) -> None:
    """Replace the hash of a password that stays the same, unless it was changed meanwhile."""
    await db.execute(_SET_HASH, user_id, new, old)


_RESET = "update users set password_hash = $2 where email = $1 returning user_id"
END_SESSIONS = "delete from sessions where user_id = $1"


async def set_password(db: Database, email: str, password: str) -> None:
    """Give a user a new password and end every session. Raises BadInput, NotFound."""
    address = normalised(email)
    passwords.check(password, address)
    password_hash = await passwords.hashed(password)
    async with db.transaction() as connection:
        user_id = await connection.fetchval(_RESET, address, password_hash)
        if user_id is None:
            raise NotFound(f"there is no user {email!r}")
        await connection.execute(END_SESSIONS, user_id)
        await connection.execute(FORGET_RESETS, address)
        await record(connection, Action.PASSWORD_CHANGED, address)
        await notify(connection)


_RENAME = "update users set name = $2 where user_id = $1 returning *"
_SET_ROLE = "update users set role = $2 where user_id = $1 returning *"
_SET_COUNTRIES = "update users set countries = $2 where user_id = $1 returning *"
_DEACTIVATE = "update users set active = false where user_id = $1 returning *"
_ADMINISTRATORS = "select user_id from users where role = 'ADMIN' and active order by user_id for update"


async def rename(db: Database, user_id: UUID, name: str) -> User:
    """Give a user another name. Raises BadInput, NotFound."""
    return await _changed(db, _RENAME, user_id, checked_name(name), action=Action.RENAMED)


async def set_countries(db: Database, user_id: UUID, countries: Sequence[str] | None) -> User:
    """Limit a user to the orders of these countries; None: to none. Raises BadInput, NotFound."""
    checked = await checked_countries(db, countries)
    return await _changed(db, _SET_COUNTRIES, user_id, checked, action=Action.COUNTRIES_CHANGED)


async def set_role(db: Database, user_id: UUID, role: Role) -> User:
    """Give a user another role. Raises NotFound, Conflict for the last active administrator."""
    keeps = role is not Role.ADMIN
    return await _changed(db, _SET_ROLE, user_id, role.value, action=Action.ROLE_CHANGED, keeps_administrator=keeps)


async def deactivate(db: Database, user_id: UUID) -> User:
    """Shut a user out at once, open sessions included. Raises NotFound, Conflict for the last active administrator."""
    return await _changed(
        db, _DEACTIVATE, user_id, action=Action.DEACTIVATED, ends_sessions=True, keeps_administrator=True
    )


async def _changed(
    db: Database,
    sql: str,
    user_id: UUID,
    *values: object,
    action: Action,
    ends_sessions: bool = False,
    keeps_administrator: bool = False,
) -> User:
    async with db.transaction() as connection:
        if keeps_administrator:
            # Locked, so that two administrators cannot remove each other at the same time.
            left = await connection.fetch(_ADMINISTRATORS)
            if [row["user_id"] for row in left] == [user_id]:
                raise Conflict("this is the last active administrator: make somebody else one first")
        row = await connection.fetchrow(sql, user_id, *values)
        if row is None:
            raise NotFound(f"there is no user {user_id}")
        if ends_sessions:
            await connection.execute(END_SESSIONS, user_id)
            await connection.execute(FORGET_RESETS, row["email"])
        changes = ", ".join(_written(value) for value in values)
        await record(connection, action, f"{row['email']}: {changes}" if changes else row["email"])
        await notify(connection)
    return User.from_row(row)


def _written(value: object) -> str:
    """A value as the audit log shows it."""
    return "all" if value is None else " ".join(map(str, value)) if isinstance(value, list) else str(value)
