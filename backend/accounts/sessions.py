"""Sessions: a login gives an access token and a refresh token; each refresh replaces both.

Refresh tokens are opaque, 256 bits, and stored as SHA-256. Whoever uses an old one shows that it was copied, and the
whole session ends. A session is a row: without it none of its tokens counts, on any process.
"""

import hashlib
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID

from backend.accounts import passwords, users
from backend.accounts.audit import Action, Actor, record
from backend.accounts.links import FORGET_RESETS
from backend.accounts.mail.outbox import MailKind, post
from backend.accounts.notification import notify
from backend.accounts.secret import installation_secret
from backend.accounts.signing_keys import SigningKeys
from backend.accounts.tokens import Proof, Tokens, UnknownKey
from backend.accounts.users import END_SESSIONS, User
from backend.db import Database
from backend.errors import Unauthenticated
from backend.settings import Settings

if TYPE_CHECKING:
    from backend.db import Connection

WRONG_LOGIN = "e-mail or password is wrong"
WRONG_REFRESH = "the refresh token is not valid or was used before: sign in again"
UNVERIFIED = "this address is not verified yet: follow the link in the mail, or register again for a new one"
RELOAD_SECONDS = 1.0


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
        self._reloaded = 0.0

    @classmethod
    def from_settings(cls, db: Database, settings: Settings) -> Self:
        """With the installation's keys and lifetimes. Raises UsageError if the secret cannot be read or made."""
        tokens = Tokens(SigningKeys(installation_secret(settings)), timedelta(minutes=settings.token_minutes))
        return cls(db, tokens, timedelta(days=settings.refresh_days))

    async def login(self, email: str, password: str) -> Session:
        """Begin a session; an unknown user, a wrong password and a deactivated user look alike."""
        user, password_hash = await users.find_with_hash(self._db, email)
        fits, replacement = await passwords.verified(password, password_hash)
        if user is None or not fits or not user.active or not user.verified:
            await record(self._db, Action.LOGIN_FAILED, email)
            raise Unauthenticated(UNVERIFIED if fits and (user is None or user.active) else WRONG_LOGIN)
        if replacement is not None and password_hash is not None:
            await users.rehash(self._db, user.id, password_hash, replacement)
        async with self._db.transaction() as connection:
            await connection.execute(_FORGET_EXPIRED, user.id)
            await record(connection, Action.LOGIN, by=_actor(user))
            return await self._begin(connection, user)

    async def refresh(self, refresh_token: str) -> Session:
        """Replace both tokens of a session. A token used before ends the session."""
        async with self._db.transaction() as connection:
            session_id = await self._spend(connection, refresh_token)
            row = None if session_id is None else await connection.fetchrow(_ACTIVE_USER, session_id)
            session = None if row is None else await self._issue(connection, User.from_row(row), row["session_id"])
        if session is None:
            raise Unauthenticated(WRONG_REFRESH)
        return session

    async def logout(self, refresh_token: str) -> None:
        """End the session the token belongs to."""
        async with self._db.transaction() as connection:
            session_id = await self._spend(connection, refresh_token)
            if session_id is not None:
                await self._end(connection, session_id, Action.LOGOUT)
        if session_id is None:
            raise Unauthenticated(WRONG_REFRESH)

    async def logout_everywhere(self, user: User) -> None:
        """End all sessions of a user."""
        async with self._db.transaction() as connection:
            await connection.execute(END_SESSIONS, user.id)
            await record(connection, Action.LOGOUT_EVERYWHERE)
            await notify(connection)

    async def change_password(self, user: User, current: str, new: str) -> Session:
        """Replace the password, end all sessions and begin a new one. Raises BadInput for an unusable new one."""
        passwords.check(new, user.email, user.name, field="new")
        _, password_hash = await users.find_with_hash(self._db, user.email)
        fits, _ = await passwords.verified(current, password_hash)
        if not fits:
            await record(self._db, Action.LOGIN_FAILED, user.email)
        replacement = await passwords.hashed(new) if fits else ""
        async with self._db.transaction() as connection:
            changed = fits and await connection.fetchval(_CHANGE, user.id, replacement, password_hash)
            if not changed:  # or it was changed by somebody else while this was worked out
                raise Unauthenticated("the current password is wrong")
            await connection.execute(END_SESSIONS, user.id)
            await connection.execute(FORGET_RESETS, user.email)
            await post(connection, MailKind.PASSWORD_CHANGED, user.email)
            await record(connection, Action.PASSWORD_CHANGED, user.email)
            await notify(connection)
            return await self._begin(connection, user)

    async def access(self, user: User, session_id: UUID) -> tuple[str, int]:
        """An access token of a user's session, and the seconds for which it is valid."""
        if not self._tokens.keys.newest:  # the server may start before its database
            await self.reload_keys()
        return self._tokens.issue(user, session_id), int(self._tokens.lifetime.total_seconds())

    async def proof(self, access_token: str) -> Proof:
        """What an access token says; its session may have ended since. A key made meanwhile is looked up."""
        try:
            return self._tokens.read(access_token)
        except UnknownKey:
            if time.monotonic() - self._reloaded < RELOAD_SECONDS:
                raise
            await self.reload_keys()
            return self._tokens.read(access_token)

    async def reload_keys(self) -> None:
        """Read again which keys count."""
        self._reloaded = time.monotonic()
        await self._tokens.keys.reload(self._db)

    async def _spend(self, connection: "Connection", refresh_token: str) -> UUID | None:
        """Mark a token as used and give its session; None if it is unknown, expired, or used before."""
        row = await connection.fetchrow(_LOCK, digest(refresh_token))
        if row is None or row["expired"]:
            return None
        if row["used"]:
            await self._end(connection, row["session_id"], Action.TOKEN_REUSED)
            return None
        await connection.execute(_MARK_USED, digest(refresh_token))
        session_id: UUID = row["session_id"]
        return session_id

    async def _end(self, connection: "Connection", session_id: UUID, why: Action) -> None:
        row = await connection.fetchrow(_END, session_id)
        if row is not None:
            await record(connection, why, by=Actor(row["email"], row["user_id"]))
        await notify(connection)

    async def _begin(self, connection: "Connection", user: User) -> Session:
        return await self._issue(connection, user, await connection.fetchval(_BEGIN, user.id))

    async def _issue(self, connection: "Connection", user: User, session_id: UUID) -> Session:
        refresh_token = secrets.token_urlsafe(32)
        await connection.execute(_INSERT, digest(refresh_token), session_id, self._refresh_lifetime)
        access_token, expires_in = await self.access(user, session_id)
        return Session(access_token, refresh_token, expires_in, user)


_LOCK = """
select session_id, used_at is not null as used, expires_at <= now() as expired
from refresh_tokens where token_hash = $1 for update
"""
_MARK_USED = "update refresh_tokens set used_at = now() where token_hash = $1"
_ACTIVE_USER = "select * from sessions join users using (user_id) where session_id = $1 and active"
_BEGIN = "insert into sessions (user_id) values ($1) returning session_id"
_INSERT = """
insert into refresh_tokens (token_hash, session_id, expires_at) values ($1, $2, now() + $3::interval)
"""
_END = """
delete from sessions using users where session_id = $1 and users.user_id = sessions.user_id
returning users.user_id, email
"""
_CHANGE = "update users set password_hash = $2 where user_id = $1 and password_hash = $3 and active returning true"
_FORGET_EXPIRED = """
delete from sessions where user_id = $1 and session_id in (
    select session_id from refresh_tokens join sessions using (session_id) where user_id = $1
    group by session_id having max(expires_at) <= now()
)
"""


def _actor(user: User) -> Actor:
    return Actor(user.email, user.id)


def digest(refresh_token: str) -> bytes:
    """What is stored of a refresh token."""
    return hashlib.sha256(refresh_token.encode(errors="surrogatepass")).digest()
