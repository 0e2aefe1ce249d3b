"""The keys that sign access tokens: names (`kid`) in the database, the keys themselves derived from the secret.

Whoever reads the database alone cannot sign, and every process of an installation has the same keys.
"""

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from backend.accounts.audit import Action, record
from backend.accounts.notification import notify
from backend.accounts.secret import derived
from backend.db import Database

if TYPE_CHECKING:
    from backend.db import Connection

ADVISORY_LOCK = 7_246_002
# A process whose notification is late may sign with the old key for so long after the new one was made.
LATE = timedelta(minutes=1)


class SigningKeys:
    """Those that count, as this process last read them. `newest` signs; before the first reading it is empty."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._keys: dict[str, tuple[bytes, datetime | None]] = {}
        self.newest = ""

    async def reload(self, db: Database) -> None:
        """Read again which keys count; the first of all is made here."""
        rows = await db.rows(_CURRENT)
        if not rows:
            async with db.transaction() as connection:
                await connection.execute(_LOCK, ADVISORY_LOCK)
                if not await connection.fetch(_CURRENT):
                    await connection.execute(_INSERT, _kid())
            rows = await db.rows(_CURRENT)
        self._keys = {
            row["kid"]: (derived(self._secret, f"access token {row['kid']}"), row["retires_at"]) for row in rows
        }
        self.newest = rows[0]["kid"]

    def find(self, kid: str) -> bytes | None:
        """The key of this name, as long as it counts."""
        key, retires_at = self._keys.get(kid, (None, None))
        return None if retires_at is not None and retires_at <= datetime.now(UTC) else key


_LOCK = "select pg_advisory_xact_lock($1)"
_CURRENT = """
select kid, retires_at from signing_keys where retires_at is null or retires_at > now()
order by created_at desc, kid
"""
_INSERT = "insert into signing_keys (kid) values ($1)"
_RETIRE = """
update signing_keys set retires_at = now() + $1::interval
where retires_at is null or retires_at > now() + $1::interval
"""
_FORGET = "delete from signing_keys where retires_at < now() - interval '1 day'"


async def rotate(db: Database, overlap: timedelta) -> str:
    """Make a new key and give its name; tokens under the old ones count for `overlap` longer."""
    kid = _kid()
    async with db.transaction() as connection:
        await connection.execute(_LOCK, ADVISORY_LOCK)
        await _retire(connection, overlap)
        await connection.execute(_INSERT, kid)
        await record(connection, Action.KEYS_ROTATED, kid)
        await notify(connection)
    return kid


async def _retire(connection: "Connection", overlap: timedelta) -> None:
    await connection.execute(_RETIRE, overlap)
    await connection.execute(_FORGET)


def _kid() -> str:
    return secrets.token_hex(8)
