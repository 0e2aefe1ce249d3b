"""Sessions: a login gives an access token and a refresh token; each refresh replaces both.

Refresh tokens are opaque, 256 bits, and stored as SHA-256. All tokens that stem from one login are a family: whoever
uses an old one shows that it was copied, and the whole family ends.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID, uuid4

from backend.accounts import passwords, users
from backend.accounts.keys import signing_key
from backend.accounts.tokens import Tokens
from backend.accounts.users import User
from backend.db import Database
from backend.errors import Unauthenticated
from backend.settings import Settings

if TYPE_CHECKING:
    from backend.db import Connection

WRONG_LOGIN = "e-mail or password is wrong"
WRONG_REFRESH = "the refresh token is not valid or was used before: sign in again"


@dataclass(frozen=True)
class Session:
    """What a client gets; `expires_in` is the access token's lifetime in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    user: User


class Sessions:
    """Logins and what follows from them, on one database. Every refusal is Unauthenticated."""

    def __init__(self, db: Database, tokens: Tokens, refresh_lifetime: timedelta) -> None:
        self._db = db
        self._tokens = tokens
        self._refresh_lifetime = refresh_lifetime

    @classmethod
    def from_settings(cls, db: Database, settings: Settings) -> Self:
        """With the installation's key and lifetimes. Raises UsageError if the key cannot be read or made."""
        tokens = Tokens(signing_key(settings), timedelta(minutes=settings.token_minutes))
        return cls(db, tokens, timedelta(days=settings.refresh_days))

    async def login(self, email: str, password: str) -> Session:
        """Begin a session; an unknown user, a wrong password and a deactivated user look alike."""
        found = await users.find_with_hash(self._db, email)
        user, password_hash = found or (None, None)
        fits, replacement = await passwords.verified(password, password_hash)
        if user is None or not fits or not user.active:
            raise Unauthenticated(WRONG_LOGIN)
        if replacement is not None:
            await users.set_hash(self._db, user.id, replacement)
        async with self._db.transaction() as connection:
            await connection.execute(_FORGET_EXPIRED, user.id)
            return await self._issue(connection, user, uuid4())

    async def refresh(self, refresh_token: str) -> Session:
        """Replace both tokens of a session. A token used before ends its family."""
        async with self._db.transaction() as connection:
            family = await self._spend(connection, refresh_token)
            row = None if family is None else await connection.fetchrow(_ACTIVE_USER, _digest(refresh_token))
            session = None if row is None else await self._issue(connection, User.from_row(row), row["family"])
        if session is None:
            raise Unauthenticated(WRONG_REFRESH)
        return session

    async def logout(self, refresh_token: str) -> None:
        """End the session the token belongs to."""
        async with self._db.transaction() as connection:
            family = await self._spend(connection, refresh_token)
            if family is not None:
                await connection.execute(_END_FAMILY, family)
        if family is None:
            raise Unauthenticated(WRONG_REFRESH)

    def subject(self, access_token: str) -> UUID:
        """The id of the user an access token speaks for, who may have been deactivated since."""
        return self._tokens.subject(access_token)

    def expiry(self, access_token: str) -> datetime:
        """When a valid access token ceases to be so."""
        return self._tokens.expiry(access_token)

    async def _spend(self, connection: "Connection", refresh_token: str) -> UUID | None:
        """Mark a token as used and give its family; None if it is unknown, expired, or used before."""
        row = await connection.fetchrow(_LOCK, _digest(refresh_token))
        if row is None or row["expired"]:
            return None
        if row["used"]:
            await connection.execute(_END_FAMILY, row["family"])
            return None
        await connection.execute(_MARK_USED, _digest(refresh_token))
        family: UUID = row["family"]
        return family

    async def _issue(self, connection: "Connection", user: User, family: UUID) -> Session:
        refresh_token = secrets.token_urlsafe(32)
        await connection.execute(_INSERT, _digest(refresh_token), user.id, family, self._refresh_lifetime)
        expires_in = int(self._tokens.lifetime.total_seconds())
        return Session(self._tokens.issue(user), refresh_token, expires_in, user)


_LOCK = """
select family, used_at is not null as used, expires_at <= now() as expired
from refresh_tokens where token_hash = $1 for update
"""
_MARK_USED = "update refresh_tokens set used_at = now() where token_hash = $1"
_ACTIVE_USER = """
select users.*, family from refresh_tokens join users using (user_id) where token_hash = $1 and active
"""
_INSERT = """
insert into refresh_tokens (token_hash, user_id, family, expires_at) values ($1, $2, $3, now() + $4::interval)
"""
_END_FAMILY = "delete from refresh_tokens where family = $1"
_FORGET_EXPIRED = "delete from refresh_tokens where user_id = $1 and expires_at <= now()"


def _digest(refresh_token: str) -> bytes:
    return hashlib.sha256(refresh_token.encode(errors="surrogatepass")).digest()
