"""Links in mails: each proves an address, works once, and expires.

A link's token is derived from its id and the installation's secret, so that it need not be kept for the mail that is
sent later, or again; the database holds its hash.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Self
from uuid import UUID, uuid4

from asyncpg import Record

from backend.accounts.roles import Role
from backend.accounts.secret import derived

if TYPE_CHECKING:
    from backend.db import Connection


class Purpose(StrEnum):
    """What a link is for."""

    VERIFY = "VERIFY"
    RESET = "RESET"
    INVITE = "INVITE"


LIFETIMES = {
    Purpose.VERIFY: timedelta(hours=24),
    Purpose.RESET: timedelta(minutes=30),
    Purpose.INVITE: timedelta(days=7),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link; name and password hash are of who registers by it, the role is an invitation's."""

    id: UUID
    email: str
    name: str | None = None
    role: Role | None = None
    password_hash: str | None = None

    @classmethod
    def from_row(cls, row: Record) -> Self:
        """A link from a row of `links`."""
        role = None if row["role"] is None else Role(row["role"])
        return cls(row["link_id"], row["email"], row["name"], role, row["password_hash"])


class Links:
    """Makes links and takes them back, once each."""

    def __init__(self, secret: bytes) -> None:
        self._key = derived(secret, "links in mails")

    def token(self, link_id: UUID) -> str:
        """What the mail's link holds: 256 bits."""
        return base64.urlsafe_b64encode(hmac.digest(self._key, link_id.bytes, "sha256")).rstrip(b"=").decode()

    async def create(
        self,
        connection: "Connection",
        purpose: Purpose,
        email: str,
        *,
        name: str | None = None,
        role: Role | None = None,
        password_hash: str | None = None,
        lifetime: timedelta | None = None,
    ) -> UUID:
        """Add a link and give its id."""
        link_id = uuid4()
        hashed = _digest(self.token(link_id))
        lasts = lifetime or LIFETIMES[purpose]
        await connection.execute(_INSERT, link_id, hashed, purpose.value, email, name, role, password_hash, lasts)
        return link_id

    async def take(self, connection: "Connection", token: str, purpose: Purpose) -> Link | None:
        """The link of this token, which then works no more; None if it does not, or no longer."""
        row = await connection.fetchrow(_TAKE, _digest(token), purpose.value)
        return None if row is None else Link.from_row(row)


_INSERT = """
insert into links (link_id, token_hash, purpose, email, name, role, password_hash, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, now() + $8::interval)
"""
_TAKE = "delete from links where token_hash = $1 and purpose = $2 and expires_at > now() returning *"
FORGET_EXPIRED = "delete from links where expires_at <= now()"
FORGET_RESETS = "delete from links where email = $1 and purpose = 'RESET'"


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()
