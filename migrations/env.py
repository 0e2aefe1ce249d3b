"""Alembic's entry: runs migrations over asyncpg, on a given connection or on DATABASE_URL."""

import asyncio

import asyncpg
from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from backend.db.tables import metadata
from backend.errors import UsageError
from backend.settings import load_settings


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


async def _run_on(dsn: str) -> None:
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn), poolclass=NullPool
    )
    async with engine.connect() as connection:
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


def _dsn() -> str:
    dsn = context.config.attributes.get("dsn") or load_settings().database_url
    if not isinstance(dsn, str):
        raise UsageError("DATABASE_URL is not set; `sales migrate` serves the embedded database, `sales url` prints it")
    return dsn


asyncio.run(_run_on(_dsn()))
