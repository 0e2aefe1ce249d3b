"""Users: who they are, what they may do, and the first administrator."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

import asyncpg
from asyncpg import Record

from backend.accounts import passwords
from backend.db import Database
from backend.errors import BadInput, Conflict, NotFound, UsageError
from backend.settings import Settings

EMAIL_CHARACTERS = 254
ADVISORY_LOCK = 7_246_001


class Role(StrEnum):
    """What a user may do: VIEWER reads, ANALYST also loads, ADMIN also manages users."""

    ADMIN = "ADMIN"
    ANALYST = "ANALYST"
    VIEWER = "VIEWER"


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Credentials:
    """The first administrator's; `password` is None where the setting gave it, else generated and shown this once."""

    email: str
    password: str | None


def normalised(email: str) -> str:
    """An address as it is stored and compared. Raises BadInput if it cannot be one."""
    address = email.strip().lower()
    name, at, domain = address.rpartition("@")
    if not (at and name and domain) or len(address) > EMAIL_CHARACTERS or not address.isprintable() or " " in address:
        raise BadInput(f"{email[:EMAIL_CHARACTERS]!r} is not an e-mail address", field="email")
    return address


_BY_ID = "select * from users where user_id = $1"


async def find(db: Database, user_id: UUID) -> User | None:
    """The user of this id, active or not."""
    row = await db.row(_BY_ID, user_id)
    return None if row is None else User.from_row(row)


_EVERYONE = "select * from users order by email"


async def everyone(db: Database) -> list[User]:
    """All users by address, inactive ones too."""
    return [User.from_row(row) for row in await db.rows(_EVERYONE)]


_BY_EMAIL = "select * from users where email = $1"


async def find_with_hash(db: Database, email: str) -> tuple[User, str] | None:
    """The user of this address and the password's hash; None for what is no address at all."""
    try:
        row = await db.row(_BY_EMAIL, normalised(email))
    except BadInput:
        return None
    return None if row is None else (User.from_row(row), row["password_hash"])


_INSERT = """
insert into users (email, name, role, password_hash, verified) values ($1, $2, $3, $4, $5) returning *
"""


async def create(db: Database, email: str, name: str, role: Role, password: str, *, verified: bool = False) -> User:
    """Add a user. Raises BadInput for a bad address or password, Conflict if the address is taken."""
    address = normalised(email)
    passwords.check(password)
    password_hash = await passwords.hashed(password)
    try:
        row = await db.row(_INSERT, address, name, role.value, password_hash, verified)
    except asyncpg.UniqueViolationError as error:
        raise Conflict(f"{address} is already a user") from error
    assert row is not None
    return User.from_row(row)


_SET_HASH = "update users set password_hash = $2 where user_id = $1"


async def set_hash(db: Database, user_id: UUID, password_hash: str) -> None:
    """Replace the hash of a password that stays the same."""
    await db.execute(_SET_HASH, user_id, password_hash)


_RESET = "update users set password_hash = $2 where email = $1 returning user_id"
_END_SESSIONS = "delete from refresh_tokens where user_id = $1"


async def set_password(db: Database, email: str, password: str) -> None:
    """Give a user a new password and end every session. Raises BadInput, NotFound."""
    passwords.check(password)
    password_hash = await passwords.hashed(password)
    async with db.transaction() as connection:
        user_id = await connection.fetchval(_RESET, normalised(email), password_hash)
        if user_id is None:
            raise NotFound(f"there is no user {email!r}")
        await connection.execute(_END_SESSIONS, user_id)


_DEACTIVATE = "update users set active = false where user_id = $1 returning *"


async def deactivate(db: Database, user_id: UUID) -> User:
    """Shut a user out at once, open sessions included. Raises NotFound."""
    async with db.transaction() as connection:
        row = await connection.fetchrow(_DEACTIVATE, user_id)
        if row is None:
            raise NotFound(f"there is no user {user_id}")
        await connection.execute(_END_SESSIONS, user_id)
    return User.from_row(row)


_ANY_ADMINISTRATOR = "select exists (select from users where role = 'ADMIN')"
_LOCK = "select pg_advisory_xact_lock($1)"
_INSERT_ADMINISTRATOR = """
insert into users (email, name, role, password_hash, verified)
values ($1, 'Administrator', 'ADMIN', $2, true) on conflict (email) do nothing returning user_id
"""


async def ensure_administrator(db: Database, settings: Settings) -> Credentials | None:
    """Create the first administrator if there is none; None if there is one already. Safe to run at once with others.

    Raises UsageError for a bad SALES_ADMIN_EMAIL or SALES_ADMIN_PASSWORD, Conflict if the address has another role.
    """
    if await db.value(_ANY_ADMINISTRATOR):
        return None
    email, password = _administrator(settings)
    password_hash = await passwords.hashed(password)
    async with db.transaction() as connection:
        await connection.execute(_LOCK, ADVISORY_LOCK)
        if await connection.fetchval(_ANY_ADMINISTRATOR):
            return None
        if await connection.fetchval(_INSERT_ADMINISTRATOR, email, password_hash) is None:
            raise Conflict(f"SALES_ADMIN_EMAIL {email} is a user without administration; name another address")
    return Credentials(email, None if settings.admin_password else password)


def _administrator(settings: Settings) -> tuple[str, str]:
    password = settings.admin_password or passwords.generate()
    try:
        email = normalised(settings.admin_email)
    except BadInput as error:
        raise UsageError(f"setting SALES_ADMIN_EMAIL: {error.message}") from error
    try:
        passwords.check(password)
    except BadInput as error:
        raise UsageError(f"setting SALES_ADMIN_PASSWORD: {error.message}") from error
    return email, password
