"""`sales verify`: do the rollups hold what the lines add up to, and making them anew where they do not."""

import asyncio
import sys
from typing import TYPE_CHECKING

from backend.cli.database import connected, database_of, migrate_embedded, require_migrated
from backend.errors import DataError
from backend.settings import load_settings

if TYPE_CHECKING:
    from backend.db import Database


def run_verify(*, repair: bool) -> None:
    """Print how much agrees. Raises DataError after printing what does not."""
    settings = load_settings()

    async def run(dsn: str) -> None:
        await migrate_embedded(dsn, settings)
        async with connected(dsn, settings) as db:
            await require_migrated(db)
            differ = await _differ(db)
            if differ and not repair:
                raise DataError(f"{differ}; `sales verify --repair` makes what is kept anew from the orders and lines")
            if differ:
                await _repair(db)

    with database_of(settings) as dsn:
        asyncio.run(run(dsn))


async def _differ(db: "Database") -> str:
    """Print what agrees or what differs; the sum of the differences, empty without any."""
    from backend.rollups.verification import COMPARED, verify

    found = await verify(db)
    if not found.differences:
        print(  # noqa: T201 - a command's output
            f"{found.rows:,} rows of {len(COMPARED)} tables agree with {found.lines:,} lines (version {found.version})"
        )
        return ""
    for each in found.first:
        print(each)  # noqa: T201 - a command's output
    more = found.differences - len(found.first)
    if more:
        print(f"and {more:,} more")  # noqa: T201 - a command's output
    noun = "value differs" if found.differences == 1 else "values differ"
    return f"{found.differences:,} {noun} from what the lines add up to (version {found.version})"


async def _repair(db: "Database") -> None:
    """Make everything anew and verify again. Raises DataError where that does not help."""
    from backend.rollups.refresh import rebuild
    from etl.locking import exclusive

    async with exclusive(db) as connection:
        version = await rebuild(connection)
    print(f"made anew as version {version}; verifying again", file=sys.stderr)  # noqa: T201 - a command's output
    if differ := await _differ(db):
        raise DataError(
            f"{differ}, made anew too: orders hold other sums than their lines; undo their load and load it again"
        )
