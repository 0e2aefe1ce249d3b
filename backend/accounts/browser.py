"""Sessions of browsers: a login's refresh token that is never replaced, because many tabs share one cookie.

The secret is stored as a SHA-256 of another kind than other refresh tokens', so that neither passes for the other. Each
exchange gives an access token and puts the end off; whatever ends a user's sessions ends these too.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from asyncpg import Record

from backend.accounts.audit import Action, Actor, record
from backend.accounts.notification import notify
from backend.accounts.sessions import Sessions, digest
from backend.accounts.users import User
from backend.db import Database
from backend.errors import Unauthenticated

LONGEST = timedelta(days=90)
ENDED = "the session has ended: sign in again"


@dataclass(frozen=True)
class Access:
    """What a session's secret is exchanged for; `expires_in` is in seconds."""

    token: str
    expires_in: int
    user: User


class BrowserSessions:
    """Sessions of browsers on one database. Every refusal is Unauthenticated."""

    def __init__(self, db: Database, sessions: Sessions, unused: timedelta) -> None:
        self._db = db
        self._sessions = sessions
        self._unused = unused

    async def keep(self, refresh_token: str) -> None:
        """Make a fresh login's refresh token a browser's secret; as a refresh token it ceases to work."""
        await self._db.execute(_KEEP, digest(refresh_token), _digest(refresh_token))

    async def exchange(self, secret: str) -> Access:
        """An access token for the session's user; the session is in use, and lasts on."""
        row = await self._row(secret)
        await self._db.execute(_PUT_OFF, _digest(secret), self._unused)
        user = User.from_row(row)
        token, expires_in = await self._sessions.access(user, row["session_id"])
        return Access(token, expires_in, user)

    async def user(self, secret: str) -> User:
        """Whose session it is."""
        return User.from_row(await self._row(secret))

    async def end(self, secret: str, address: str | None = None) -> None:
        """End the session, if there is one; `address` is the network address that asks for it."""
        async with self._db.transaction() as connection:
            row = await connection.fetchrow(_END, _digest(secret))
            if row is not None:
                await record(connection, Action.LOGOUT, by=Actor(row["email"], row["user_id"], address))
                await notify(connection)

    async def _row(self, secret: str) -> Record:
        row = await self._db.row(_FIND, _digest(secret), LONGEST)
        if row is None:
            raise Unauthenticated(ENDED)
        return row


_KEEP = "update refresh_tokens set token_hash = $2 where token_hash = $1"
_PUT_OFF = """
update refresh_tokens set expires_at = now() + $2::interval
where token_hash = $1 and expires_at < now() + $2::interval - interval '1 hour'
"""
_FIND = """
select users.*, session_id from refresh_tokens join sessions using (session_id) join users using (user_id)
where token_hash = $1 and active and expires_at > now() and begun_at > now() - $2::interval
"""
_END = """
delete from sessions using users
where session_id = (select session_id from refresh_tokens where token_hash = $1) and users.user_id = sessions.user_id
returning users.user_id, email
"""


def _digest(secret: str) -> bytes:
    return hashlib.sha256(b"browser " + secret.encode(errors="surrogatepass")).digest()
