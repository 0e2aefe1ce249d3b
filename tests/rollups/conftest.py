"""The empty database that loading is tested with."""

from backend.db import Database
from backend.rollups.refresh import rebuild
from etl.locking import exclusive
from tests.etl.conftest import db as db
from tests.etl.conftest import loading_dsn as loading_dsn


async def remake(db: Database) -> None:
    """Make all that is kept anew."""
    async with exclusive(db) as connection:
        await rebuild(connection)
