"""Loading, exactly once: one transaction from staged rows to the new version of the data set (docs/architecture.md)."""

import asyncio
import hashlib
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from backend.db import Database
from backend.errors import Conflict
from backend.rollups.refresh import refresh
from etl.contract import Contract, understand
from etl.extract import RawTable, read_table
from etl.merge import CREATE_STAGING, Merged, merge
from etl.transform import Staged, transform

if TYPE_CHECKING:
    from backend.db import Connection

Progress = Callable[[str, float], None]
"""Called with the phase's name and the share done, 0..1."""

LOAD_LOCK = 7_253_001
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Reject:
    """Rows refused for one reason, with a few examples: file, row number, column, value."""

    reason: str
    rows: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LoadSummary:
    """What a load did. `already_loaded`: the same content is in force, nothing was changed."""

    load_id: int
    source: str
    already_loaded: bool
    rows_read: int
    rows_loaded: int
    rows_rejected: int
    orders: Merged
    rejects: tuple[Reject, ...]
    version: int


async def load_files(db: Database, paths: list[Path], *, currency: str, progress: Progress) -> LoadSummary:
    """Load one or more files as one load. Raises DataError (file), Conflict (currency), Unavailable (database)."""
    progress("reading", 0.0)
    tables = [await asyncio.to_thread(read_table, path) for path in paths]
    return await load_tables(db, tables, currency=currency, progress=progress)


async def load_tables(db: Database, tables: list[RawTable], *, currency: str, progress: Progress) -> LoadSummary:
    """Load tables of text cells as one load: all of it or, whatever happens, nothing."""
    understood = [(table, understand(table.name, table.frame.columns)) for table in tables]
    source = ", ".join(Path(table.name).name for table in tables)
    digest = _digest(understood)
    async with db.transaction() as connection:
        progress("waiting for another load", 0.02)
        await connection.execute("select pg_advisory_xact_lock($1)", LOAD_LOCK)
        done = await _in_force(connection, digest)
        if done is not None:
            progress("done", 1.0)
            return done
        await _check_currency(connection, currency)
        load_id = await _begin(db, source, digest, understood[0][1])
        try:
            progress("understanding", 0.05)
            staged = await asyncio.to_thread(transform, understood)
            summary = await _load(connection, load_id, source, staged, currency, progress)
        except BaseException as error:
            await asyncio.shield(_fail(db, load_id, error))
            raise
    progress("done", 1.0)
    return summary


async def _load(
    connection: "Connection", load_id: int, source: str, staged: Staged, currency: str, progress: Progress
) -> LoadSummary:
    await connection.execute(CREATE_STAGING)
    copies = {
        "staged_orders": staged.orders,
        "staged_products": staged.products,
        "staged_descriptions": staged.descriptions,
        "staged_lines": staged.lines,
        "rejects": staged.rejects.select(
            pl.lit(load_id).alias("load_id"), pl.int_range(1, pl.len() + 1).alias("position"), pl.all()
        ),
    }
    for done, (table, rows) in enumerate(copies.items()):
        progress("staging", 0.1 + 0.06 * done)
        await _copy(connection, table, rows)
    progress("merging", 0.4)
    merged = await merge(connection, load_id)
    progress("rollups", 0.8)
    if merged.added or merged.replaced:
        version = await refresh(connection, currency)
        await connection.execute("analyze orders, lines, customers, products, matched_returns")
    else:
        version = await connection.fetchval("select version from dataset")
    progress("committing", 0.95)
    await connection.execute(
        """update loads set status = 'COMMITTED', finished_at = clock_timestamp(), version = $2, orders_added = $3,
        orders_replaced = $4, orders_unchanged = $5, rows_read = $6, rows_loaded = $7, rows_rejected = $8
        where load_id = $1""",
        load_id,
        version,
        merged.added,
        merged.replaced,
        merged.unchanged,
        staged.rows_read,
        staged.rows_loaded,
        staged.rows_rejected,
    )
    return LoadSummary(
        load_id=load_id,
        source=source,
        already_loaded=False,
        rows_read=staged.rows_read,
        rows_loaded=staged.rows_loaded,
        rows_rejected=staged.rows_rejected,
        orders=merged,
        rejects=_rejects_by_reason(staged.rejects),
        version=version,
    )


async def _copy(connection: "Connection", table: str, rows: pl.DataFrame) -> None:
    buffer = io.BytesIO()
    await asyncio.to_thread(rows.write_csv, buffer, include_header=False)
    buffer.seek(0)
    await connection.copy_to_table(table, source=buffer, columns=rows.columns, format="csv")


def _digest(understood: Iterable[tuple[RawTable, Contract]]) -> bytes:
    """SHA-256 over the files' decompressed bytes and the contracts they are read under."""
    whole = hashlib.sha256()
    for table, contract in understood:
        whole.update(table.digest + contract.as_json().encode())
    return whole.digest()


async def _in_force(connection: "Connection", digest: bytes) -> LoadSummary | None:
    """The committed load of the same content, if all it loaded still stands and nothing was replaced since."""
    row = await connection.fetchrow(
        """select load_id, source, rows_read, rows_loaded, rows_rejected, orders_added, orders_replaced,
            orders_unchanged, dataset.version
        from loads, dataset
        where digest = $1 and status = 'COMMITTED'
            and not exists (select from loads later where later.load_id > loads.load_id
                and (later.status = 'UNDONE' or later.status = 'COMMITTED' and later.orders_replaced > 0))
        order by load_id desc limit 1""",
        digest,
    )
    if row is None:
        return None
    return LoadSummary(
        load_id=row["load_id"],
        source=row["source"],
        already_loaded=True,
        rows_read=row["rows_read"],
        rows_loaded=row["rows_loaded"],
        rows_rejected=row["rows_rejected"],
        orders=Merged(row["orders_added"], row["orders_replaced"], row["orders_unchanged"]),
        rejects=(),
        version=row["version"],
    )


async def _check_currency(connection: "Connection", currency: str) -> None:
    current = await connection.fetchval("select currency from dataset")
    if current is not None and current != currency:
        raise Conflict(
            f"the data set is in {current}, this load in {currency}; "
            f"set SALES_CURRENCY={current}, or load into a data set of its own (another SALES_HOME or DATABASE_URL)"
        )


async def _begin(db: Database, source: str, digest: bytes, contract: Contract) -> int:
    """Record the load as running, on a connection of its own; loads left running by a killed process have failed."""
    await db.execute(
        "update loads set status = 'FAILED', finished_at = now(), error = 'the process ended before the load did' "
        "where status = 'RUNNING'"
    )
    load_id: int = await db.value(
        "insert into loads (source, digest, mapping, status) values ($1, $2, $3, 'RUNNING') returning load_id",
        source,
        digest,
        contract.as_json(),
    )
    return load_id


async def _fail(db: Database, load_id: int, error: BaseException) -> None:
    await db.execute(
        "update loads set status = 'FAILED', finished_at = now(), error = $2 where load_id = $1 and status = 'RUNNING'",
        load_id,
        str(error) or type(error).__name__,
    )


def _rejects_by_reason(rejects: pl.DataFrame) -> tuple[Reject, ...]:
    short = pl.col("file").str.replace(r"^.*/", "")
    example = pl.format("{}, row {}, {}: {}", short, "row_number", "column_name", pl.col("value").fill_null("(empty)"))
    grouped = (
        rejects.with_columns(example.alias("example"))
        .group_by("reason", maintain_order=True)
        .agg(pl.len().alias("rows"), pl.col("example").head(_EXAMPLES).alias("examples"))
        .sort("rows", "reason", descending=[True, False])
    )
    return tuple(Reject(row["reason"], row["rows"], tuple(row["examples"])) for row in grouped.iter_rows(named=True))
