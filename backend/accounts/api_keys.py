"""API keys: what machines show instead of signing in. Shown once, stored as SHA-256 of 256 random bits."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self
from uuid import UUID, uuid4

from asyncpg import Record

from backend.accounts.addresses import checked_name
from backend.accounts.audit import Action, record
from backend.accounts.countries import checked_countries
from backend.accounts.notification import notify
from backend.accounts.roles import Role
from backend.db import Database
from backend.errors import BadInput, NotFound, Unauthenticated

PREFIX = "sales_"
USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret; `countries` None means all, `operations` None all that the role may."""

    id: UUID
    name: str
    role: Role
    countries: tuple[str, ...] | None
    operations: frozenset[str] | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    secret_hash: bytes = field(repr=False)

    @property
    def prefix(self) -> str:
        """How the secret begins, to recognise it by."""
        return f"{PREFIX}{self.id.hex[:8]}"

    @classmethod
    def from_row(cls, row: Record) -> Self:
        """A key from a row of `api_keys`."""
        return cls(
            id=row["key_id"],
            name=row["name"],
            role=Role(row["role"]),
            countries=None if row["countries"] is None else tuple(row["countries"]),
            operations=None if row["operations"] is None else frozenset(row["operations"]),
            created_at=row["created_at"],
            expires_at=row["expires_at"],
            last_used_at=row["last_used_at"],
            secret_hash=row["secret_hash"],
        )

    def fits(self, secret: str) -> bool:
        """Whether this is the key's secret; takes the same time for every wrong one."""
        return hmac.compare_digest(_digest(secret), self.secret_hash)


def id_of(secret: str) -> UUID:
    """The id that a secret names. Raises Unauthenticated for what is no secret of a key."""
    try:
        return UUID(hex=secret.removeprefix(PREFIX).partition("_")[0])
    except ValueError as error:
        raise Unauthenticated("the API key is not valid") from error


_INSERT = """
insert into api_keys (key_id, name, secret_hash, role, countries, operations, created_by, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8) returning *
"""


async def create(
    db: Database,
    name: str,
    role: Role,
    *,
    created_by: UUID,
    countries: Sequence[str] | None = None,
    operations: Sequence[str] | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Add a key; its secret is told this once. Raises BadInput."""
    if expires_at is not None:
        expires_at = expires_at if expires_at.tzinfo else expires_at.replace(tzinfo=UTC)
        if expires_at <= datetime.now(UTC):
            raise BadInput("expiresAt is over already", field="expiresAt")
    if operations is not None and not operations:
        raise BadInput("operations is empty; leave it out for all that the role may", field="operations")
    key_id = uuid4()
    secret = f"{PREFIX}{key_id.hex}_{secrets.token_urlsafe(32)}"
    values = (
        checked_name(name),
        _digest(secret),
        role.value,
        await checked_countries(db, countries),
        None if operations is None else sorted(set(operations)),
        created_by,
        expires_at,
    )
    async with db.transaction() as connection:
        row = await connection.fetchrow(_INSERT, key_id, *values)
        await record(connection, Action.KEY_CREATED, f"{name} ({key_id}): {role}")
    assert row is not None
    return ApiKey.from_row(row), secret


_DELETE = "delete from api_keys where key_id = $1 returning *"


async def revoke(db: Database, key_id: UUID) -> ApiKey:
    """Let a key count no more. Raises NotFound."""
    async with db.transaction() as connection:
        row = await connection.fetchrow(_DELETE, key_id)
        if row is None:
            raise NotFound(f"there is no API key {key_id}")
        await record(connection, Action.KEY_REVOKED, f"{row['name']} ({key_id})")
        await notify(connection)
    return ApiKey.from_row(row)


_USED = """
update api_keys set last_used_at = now()
where key_id = $1 and (last_used_at is null or last_used_at < now() - $2::interval)
"""


async def note_use(db: Database, key: ApiKey) -> None:
    """Note that a key is used now, at most once a minute."""
    if key.last_used_at is None or datetime.now(UTC) - key.last_used_at > USE_NOTED_EVERY:
        await db.execute(_USED, key.id, USE_NOTED_EVERY)


EVERY_KEY = """
select *, (extract(epoch from created_at) * 1000000)::numeric as sort_value, key_id::text as sort_key from api_keys
"""
"""For a listing, newest first."""


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()
