"""Bring a database to a revision of the migration chain, one process at a time."""

import asyncio
import logging
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from backend.db import Database
from backend.errors import Unavailable, UsageError

if TYPE_CHECKING:
    from alembic.config import Config

ROOT = Path(__file__).parents[2]
MIGRATION_LOCK = 7_235_118_406_411_230  # any number, the same for every process

log = logging.getLogger(__name__)


async def migrate(dsn: str, revision: str = "head") -> None:
    """Upgrade or downgrade to `revision` (`head`, `base`, a number of the chain, or relative: `+1`, `-1`).

    Waits while another process migrates. Raises UsageError for an unknown revision, Unavailable without a database.
    """
    try:
        connection = await asyncpg.connect(dsn)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Unavailable(
            f"no database at DATABASE_URL ({error}); is it running, are name and password right?"
        ) from error
    try:
        # Held by a transaction, not by the session: a transaction pooler would keep a session's lock for ever.
        async with connection.transaction():
            await connection.execute("select pg_advisory_xact_lock($1)", MIGRATION_LOCK)
            current = await _current(connection)
            if revision == "head" and current == head_revision():
                return
            # The chain opens its own connection and its own event loop.
            await asyncio.to_thread(_run, dsn, revision, current)
    finally:
        await connection.close()


async def is_migrated(db: Database) -> bool:
    """Whether the database is at the newest revision."""
    if await db.value("select to_regclass('alembic_version')") is None:
        return False
    return bool(await db.value("select version_num from alembic_version") == head_revision())


@cache
def head_revision() -> str:
    """The newest revision: they are numbered in order, so that asking needs neither Alembic nor SQLAlchemy."""
    return max(path.name.partition("_")[0] for path in (ROOT / "migrations" / "versions").glob("[0-9]*_*.py"))


def _config() -> "Config":
    from alembic.config import Config

    return Config(str(ROOT / "alembic.ini"))


async def _current(connection: "asyncpg.Connection[asyncpg.Record]") -> str | None:
    if await connection.fetchval("select to_regclass('alembic_version')") is None:
        return None
    found = await connection.fetchval("select version_num from alembic_version")
    return None if found is None else str(found)


def _run(dsn: str, revision: str, current: str | None) -> None:
    from alembic import command
    from alembic.util import CommandError

    config = _config()
    config.attributes["dsn"] = dsn
    try:
        if _is_below(config, revision, current):
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
    except CommandError as error:
        raise UsageError(f"cannot migrate to {revision!r}: {error}") from error


def _is_below(config: "Config", revision: str, current: str | None) -> bool:
    """Whether `revision` lies below the current one in the chain."""
    from alembic.script import ScriptDirectory

    if revision == "base" or revision.startswith("-"):
        return True
    if current is None or revision == "head" or revision.startswith("+"):
        return False
    chain = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    return revision in chain and current in chain and chain.index(revision) > chain.index(current)
