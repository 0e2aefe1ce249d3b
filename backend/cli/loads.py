"""`sales loads`, `sales undo` and `sales rejects`: what was loaded, taking it back, and what was refused."""

import asyncio
import csv
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from backend.cli.console import console
from backend.cli.database import connected, database_of, migrate_embedded, require_migrated
from backend.cli.load_report import print_rejects
from backend.settings import load_settings

if TYPE_CHECKING:
    from backend.db import Database

SOURCE_COLUMN = 3


def run_loads(first: int) -> None:
    """Print the newest loads as a table."""
    _with_database(lambda db: _print_loads(db, first))


def run_undo(load_id: int) -> None:
    """Take a load back. Raises NotFound, Conflict."""
    _with_database(lambda db: _undo(db, load_id))


def run_rejects(load_id: int, *, as_csv: bool) -> None:
    """Print a load's rejected rows, by reason or each of them as CSV. Raises NotFound."""
    _with_database(lambda db: _rows_as_csv(db, load_id) if as_csv else _reasons(db, load_id))


def _with_database(work: "Callable[[Database], Awaitable[None]]") -> None:
    settings = load_settings()

    async def run(dsn: str) -> None:
        await migrate_embedded(dsn, settings)
        async with connected(dsn, settings) as db:
            await require_migrated(db)
            await work(db)

    with database_of(settings) as dsn:
        asyncio.run(run(dsn))


async def _print_loads(db: "Database", first: int) -> None:
    from rich.markup import escape
    from rich.table import Table

    from backend.analytics.paging import PageRequest
    from etl.loads import loads

    table = Table("load", "status", "started", "source", "read", "rejected", "added", "replaced", "unchanged")
    for place, column in enumerate(table.columns):
        column.no_wrap = place != SOURCE_COLUMN
        column.justify = "right" if place > SOURCE_COLUMN else "left"
    page = await loads(db, PageRequest(first))
    for load in page.rows:
        counts = (
            load.rows_read,
            load.rows_rejected,
            load.orders_added,
            load.orders_replaced,
            load.orders_unchanged,
        )
        told = load.source if load.error is None else f"{load.source}: {load.error}"
        table.add_row(
            str(load.load_id),
            load.status,
            f"{load.started_at:%Y-%m-%d %H:%M} UTC",
            escape(told),
            *(f"{count:,}" for count in counts),
        )
    out = console()
    if not page.rows:
        out.print("Nothing was loaded yet: sales load FILE, or sales load --sample", soft_wrap=True)
        return
    out.print(table)
    if page.total > len(page.rows):
        out.print(f"{page.total - len(page.rows):,} older ones: sales loads --first {min(page.total, 1000)}")


async def _undo(db: "Database", load_id: int) -> None:
    from etl.undo import undo_load

    await undo_load(db, load_id)
    print(f"load {load_id} is undone: what it added is gone, what it replaced is back")  # noqa: T201


async def _reasons(db: "Database", load_id: int) -> None:
    from etl.loads import load_of, rejects_by_reason

    load = await load_of(db, load_id)
    found = (await rejects_by_reason(db, [load_id]))[load_id]
    out = console()
    print_rejects(out, found)
    if found:
        out.print(f"All of them: sales rejects {load_id} --csv", soft_wrap=True)
        return
    why = f": {load.error}" if load.error else ""
    kept = "kept no rejected rows" if load.status == "FAILED" else "has no rejected rows"
    out.print(f"Load {load_id} ({load.source}, {load.status}{why}) {kept}.", markup=False, soft_wrap=True)


async def _rows_as_csv(db: "Database", load_id: int) -> None:
    from etl.loads import load_of, rejected_rows

    await load_of(db, load_id)  # an unknown one is told before a header is written
    writer = csv.writer(sys.stdout)
    writer.writerow(["file", "row", "column", "value", "reason"])
    async for row in rejected_rows(db, load_id):
        writer.writerow([row.file, row.row_number, row.column_name, row.value, row.reason])
