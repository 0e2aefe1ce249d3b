"""`sales watch`: loads what lands in a folder, each file as one load; a bad one is told and passed over."""

import asyncio
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from backend.cli.database import connected, database_of, migrate_embedded, require_migrated
from backend.cli.load import Request, understood
from backend.errors import SalesError, Unavailable
from backend.settings import Settings, load_settings

if TYPE_CHECKING:
    from backend.db import Database
    from etl.contract import LoadOptions


def run_watch(folder: Path, options: "LoadOptions") -> None:
    """Load files as they land, until Ctrl-C. Raises DataError without the folder, Unavailable without a database."""
    from etl.watch import require_folder

    settings = load_settings()
    require_folder(folder)
    with database_of(settings) as dsn:
        asyncio.run(_watch(dsn, settings, folder, options))


async def _watch(dsn: str, settings: Settings, folder: Path, options: "LoadOptions") -> None:
    from etl.watch import landed

    await migrate_embedded(dsn, settings)
    async with connected(dsn, settings) as db:
        await require_migrated(db)
        _tell(f"watching {folder}; Ctrl-C ends it")
        async for path in landed(folder):
            try:
                await _load(db, settings, Request([path], options))
            except Unavailable:
                raise
            except SalesError as error:
                _tell(f"error: {error.message}")


async def _load(db: "Database", settings: Settings, request: Request) -> None:
    from etl.load import load

    started = monotonic()
    given = await understood(db, request, settings)
    share = request.options.max_reject_share
    done = await load(db, given, progress=lambda _phase, _share: None, max_reject_share=share)
    if done.already_loaded:
        _tell(f"{done.source} is loaded already (load {done.load_id})")
        return
    orders = done.orders
    _tell(
        f"{done.source} is load {done.load_id}: {orders.added:,} orders added, {orders.replaced:,} replaced, "
        f"{orders.unchanged:,} unchanged, {done.rows_rejected:,} rows rejected, {monotonic() - started:.1f} s"
    )


def _tell(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a command's output
