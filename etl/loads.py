"""The loads of the data set, newest first, with what they rejected."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Record

from backend.analytics.paging import Listing, Page, PageRequest, page
from backend.db import Database
from backend.db.observation import note_source
from backend.errors import NotFound
from etl.rejects import Reject

_COLUMNS = """
load_id, source, started_at, finished_at, status, error, orders_added, orders_replaced, orders_unchanged,
    rows_read, rows_loaded, rows_rejected
"""
_LOADS = f"select {_COLUMNS}, load_id::numeric as sort_value, load_id::text as sort_key from loads"
_LOAD = f"select {_COLUMNS} from loads where load_id = $1"
_REASONS = """
select load_id, reason, count(*) as rows,
    (array_agg(regexp_replace(file, '^.*/', '') || ', row ' || row_number || ', ' || column_name || ': '
        || coalesce(value, '(empty)') order by position))[1:3] as examples
from rejects where load_id = any($1) group by load_id, reason order by load_id, rows desc, reason
"""
_REJECTS = """
select file, row_number, column_name, value, reason from rejects where load_id = $1 and position > $2
order by position limit $3
"""
_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Load:
    """One load: RUNNING, COMMITTED, FAILED (with `error`) or UNDONE."""

    load_id: int
    source: str
    started_at: datetime
    finished_at: datetime | None
    status: str
    error: str | None
    orders_added: int
    orders_replaced: int
    orders_unchanged: int
    rows_read: int
    rows_loaded: int
    rows_rejected: int


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One rejected row as it stood in its file."""

    file: str
    row_number: int
    column_name: str
    value: str | None
    reason: str


async def loads(db: Database, request: PageRequest) -> Page[Load]:
    """A page of all loads, newest first."""
    note_source("loads", "every load is recorded there")
    return await page(db, Listing(_LOADS, (), "DESC", ("loads",)), request, _load)


async def load_of(db: Database, load_id: int) -> Load:
    """One load. Raises NotFound."""
    row = await db.row(_LOAD, load_id)
    if row is None:
        raise NotFound(f"there is no load {load_id}; `sales loads` lists them")
    return _load(row)


async def rejects_by_reason(db: Database, load_ids: list[int]) -> dict[int, list[Reject]]:
    """The reasons of each load's rejected rows, the commonest first, with three examples each."""
    found: dict[int, list[Reject]] = {load_id: [] for load_id in load_ids}
    for row in await db.rows(_REASONS, load_ids):
        found[row["load_id"]].append(Reject(row["reason"], row["rows"], tuple(row["examples"])))
    return found


async def rejected_rows(db: Database, load_id: int) -> AsyncIterator[RejectedRow]:
    """Every rejected row of a load, in the order of its files. Raises NotFound."""
    await load_of(db, load_id)
    position = 0
    while rows := await db.rows(_REJECTS, load_id, position, _BATCH):
        for row in rows:
            yield RejectedRow(**row)
        position += len(rows)


def _load(row: Record) -> Load:
    return Load(**{name: row[name] for name in Load.__slots__})
