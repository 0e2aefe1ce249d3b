"""The database of the settings: DATABASE_URL, or the embedded one; and the commands about it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import urlsplit

from asyncpg import PostgresError

from backend.accounts.audit import Actor, act_as
from backend.db import Database
from backend.errors import Unavailable, UsageError
from backend.settings import Settings, load_settings

_UNFILLED = "select lines from dataset where orders > 0 and not rollups_current"


@contextmanager
def database_of(settings: Settings) -> Iterator[str]:
    """The DSN; an embedded server runs for at least as long as the context is open."""
    if settings.database_url is not None:
        _require_address(settings.database_url)
        yield settings.database_url
        return
    from backend.db.embedded import embedded_postgres

    with embedded_postgres(settings.home) as dsn:
        yield dsn


def _require_address(url: str) -> None:
    """Raise UsageError, without the password that `url` may hold."""
    parts = urlsplit(url)
    try:
        known = parts.scheme in {"postgresql", "postgres"} and (parts.port or True)
    except ValueError:
        known = False
    if not known:
        raise UsageError("setting DATABASE_URL: write postgresql://user:password@host:5432/database")


@asynccontextmanager
async def connected(dsn: str, settings: Settings) -> AsyncIterator[Database]:
    """A small pool for a command, without a limit on how long a statement runs. Raises Unavailable."""
    try:
        db = await Database.connect(dsn, size=3, pooled=settings.pooled)
    except PostgresError as error:
        raise Unavailable(f"the database of DATABASE_URL refuses: {error}") from error
    act_as(Actor("command line"))
    try:
        yield db
    finally:
        await db.close()


async def migrate_embedded(dsn: str, settings: Settings) -> None:
    """The embedded database is ours to migrate; a shared one is migrated when its keeper says so."""
    if settings.database_url is None:
        await migrate_and_fill(dsn, settings)


async def migrate_and_fill(dsn: str, settings: Settings, revision: str = "head") -> None:
    """Migrate; data that came before the rollups are added up into them, unless that was done."""
    from backend.db.migrate import is_migrated, migrate
    from backend.rollups.refresh import rebuild
    from etl.locking import exclusive

    await migrate(dsn, revision)
    async with connected(dsn, settings) as db:
        if not await is_migrated(db) or await db.value(_UNFILLED) is None:
            return
        async with exclusive(db) as connection:
            lines = await connection.fetchval(_UNFILLED)
            if lines is not None:
                print(f"adding up {lines:,} lines into the rollups", file=sys.stderr)  # noqa: T201 - a command's output
                await rebuild(connection)


async def require_migrated(db: Database) -> None:
    """Raise UsageError unless the database is at the newest revision."""
    from backend.db.migrate import is_migrated

    if not await is_migrated(db):
        raise UsageError("the database's tables are missing or of another version; run `sales migrate` first")


async def currency_of(db: Database, settings: Settings) -> str:
    """The currency of files that name none: the setting where it was made, else the data set's."""
    current: str | None = await db.value("select currency from dataset")
    return current if current is not None and "currency" not in settings.model_fields_set else settings.currency


def run_migrate(revision: str) -> None:
    """`sales migrate`."""
    settings = load_settings()
    with database_of(settings) as dsn:
        asyncio.run(migrate_and_fill(dsn, settings, revision))
    print(f"migrated to {revision}", file=sys.stderr)  # noqa: T201 - a command's output


def print_url() -> None:
    """`sales url`."""
    from backend.db.embedded import running_dsn

    settings = load_settings()
    dsn = settings.database_url or running_dsn(settings.home)
    if dsn is None:
        raise UsageError(f"the embedded database in {settings.home} is not running; start it with ./dev up")
    print(dsn)  # noqa: T201 - a command's output
