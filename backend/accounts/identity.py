"""Who asks: a user in a session, or a machine with an API key."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from asyncpg import Record

from backend.accounts.api_keys import ApiKey
from backend.accounts.roles import Role
from backend.accounts.users import User


@dataclass(frozen=True, slots=True)
class Identity:
    """`proof_id` is the session's or the key's; one of `user` and `key` is there."""

    proof_id: UUID
    user: User | None = None
    key: ApiKey | None = None

    @property
    def _one(self) -> User | ApiKey:
        one = self.user or self.key
        assert one is not None
        return one

    @property
    def id(self) -> UUID:
        """The user's or the key's, whatever the session."""
        return self._one.id

    @property
    def name(self) -> str:
        """As the audit log calls it."""
        return self.user.email if self.user else f"key {self._one.name}"

    @property
    def role(self) -> Role:
        return self._one.role

    @property
    def countries(self) -> tuple[str, ...] | None:
        """The countries whose orders are seen; None: all."""
        return self._one.countries

    @property
    def operations(self) -> frozenset[str] | None:
        """The root fields that may be asked; None: all that the role may."""
        return self.key.operations if self.key else None

    @classmethod
    def from_row(cls, row: Record) -> Self:
        """From a row of `IDENTITIES`."""
        if row["secret_hash"] is None:
            return cls(row["proof_id"], user=User.from_row(row))
        return cls(row["proof_id"], key=ApiKey.from_row(row))


# By the sub-selects all lists of ids share one plan; to plan for each takes as long as the rest of the read.
IDENTITIES = """
select session_id as proof_id, user_id, email, name, role, verified, active, countries, created_at,
    null::uuid as key_id, null::bytea as secret_hash, null::text[] as operations,
    null::timestamptz as expires_at, null::timestamptz as last_used_at
from sessions join users using (user_id) where session_id = any((select $1::uuid[])::uuid[]) and active
union all
select key_id, null, null, name, role, true, true, countries, created_at,
    key_id, secret_hash, operations, expires_at, last_used_at
from api_keys where key_id = any((select $1::uuid[])::uuid[]) and (expires_at is null or expires_at > now())
"""
"""Those of the given sessions and keys that still count."""


def identities_of(rows: Iterable[Record]) -> dict[UUID, Identity]:
    """By their proof's id; rows of a left join that found nothing are passed over."""
    return {row["proof_id"]: Identity.from_row(row) for row in rows if row["proof_id"] is not None}
