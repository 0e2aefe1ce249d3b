"""Sessions of browsers: a login's refresh token that is never replaced, because many tabs share one cookie.

The secret is stored as a SHA-256 of another kind than other refresh tokens', so that neither passes for the other. Each
exchange gives an access token and puts the end off; whatever ends a user's refresh tokens ends these sessions too.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

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
        user = await self.user(secret)
        await self._db.execute(_PUT_OFF, _digest(secret), self._unused)
        token, expires_in = self._sessions.access(user)
        return Access(token, expires_in, user)

    async def user(self, secret: str) -> User:
        """Whose session it is."""
        rows = await self._db.rows(_USER, _digest(secret), LONGEST)
        if not rows:
            raise Unauthenticated(ENDED)
        return User.from_row(rows[0])

    async def end(self, secret: str) -> None:
        """End the session, if there is one."""
        await self._db.execute(_END, _digest(secret))


_KEEP = "update refresh_tokens set token_hash = $2 where token_hash = $1"
_PUT_OFF = """
update refresh_tokens set expires_at = now() + $2::interval
where token_hash = $1 and expires_at < now() + $2::interval - interval '1 hour'
"""
_USER = """
select users.* from refresh_tokens join users using (user_id)
where token_hash = $1 and active and expires_at > now() and issued_at > now() - $2::interval
"""
_END = "delete from refresh_tokens where token_hash = $1"


def _digest(secret: str) -> bytes:
    return hashlib.sha256(b"browser " + secret.encode(errors="surrogatepass")).digest()
