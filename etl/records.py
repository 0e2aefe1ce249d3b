"""The record of loads: begun, committed, failed, and still in force."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.accounts.audit import Action, record
from backend.db import Database
from etl.merge import Merged
from etl.rejects import Reject

if TYPE_CHECKING:
    from backend.db import Connection

_COMMITTED = """
update loads set status = 'COMMITTED', finished_at = clock_timestamp(), version = $2, orders_added = $3,
    orders_replaced = $4, orders_unchanged = $5, rows_read = $6, rows_loaded = $7, rows_rejected = $8
where load_id = $1
"""

_IN_FORCE = """
select load_id, source, rows_read, rows_loaded, rows_rejected, orders_added, orders_replaced,
    orders_unchanged, dataset.version
from loads, dataset
where digest = $1 and status = 'COMMITTED'
    and not exists (select from loads later where later.load_id > loads.load_id
        and (later.status = 'UNDONE' or later.status = 'COMMITTED' and later.orders_replaced > 0))
order by load_id desc limit 1
"""


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


async def begin(db: Database, source: str, digest: bytes, mapping: str) -> int:
    """Record a load as running, on a connection of its own; loads left running by a killed process have failed."""
    await db.execute(
        "update loads set status = 'FAILED', finished_at = now(), error = 'the process ended before the load did' "
        "where status = 'RUNNING'"
    )
    load_id: int = await db.value(
        "insert into loads (source, digest, mapping, status) values ($1, $2, $3, 'RUNNING') returning load_id",
        source,
        digest,
        mapping,
    )
    return load_id


async def fail(db: Database, load_id: int, error: BaseException) -> None:
    """Record why a load failed."""
    await db.execute(
        "update loads set status = 'FAILED', finished_at = now(), error = $2 where load_id = $1 and status = 'RUNNING'",
        load_id,
        str(error) or type(error).__name__,
    )


async def committed(connection: "Connection", summary: LoadSummary) -> None:
    """Record a load's figures, inside its own transaction."""
    orders = summary.orders
    await connection.execute(
        _COMMITTED,
        summary.load_id,
        summary.version,
        orders.added,
        orders.replaced,
        orders.unchanged,
        summary.rows_read,
        summary.rows_loaded,
        summary.rows_rejected,
    )
    await record(connection, Action.LOADED, f"load {summary.load_id}: {summary.source}")


async def in_force(connection: "Connection", digest: bytes) -> LoadSummary | None:
    """The committed load of the same content, if all it loaded still stands and nothing was replaced since."""
    row = await connection.fetchrow(_IN_FORCE, digest)
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
