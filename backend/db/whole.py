"""Tables that are filled whole: cut first, without indexes and foreign keys, which they get when they are full.

A table that is cut within the transaction needs no write-ahead log where the server keeps none for replicas. Until the
transaction has ended, whoever asks for its rows waits.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.db import Connection

_TAKEN = """
select relname as table, format('alter table %I drop constraint %I', relname, conname) as drop,
    format('alter table %I add constraint %I %s', relname, conname, pg_get_constraintdef(pg_constraint.oid)) as build
from pg_constraint join pg_class on pg_class.oid = conrelid
where conrelid = any($1::text[]::regclass[])
    and (contype in ('p', 'u') or contype = 'f' and confrelid <> 'loads'::regclass) -- where others look meanwhile
union all
select relname, format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
from pg_index join pg_class on pg_class.oid = indrelid
where indrelid = any($1::text[]::regclass[])
    and not exists (select from pg_constraint where conindid = indexrelid and conrelid = indrelid)
"""

# Sorting for an index is worth a worker long before reading a table is (`backend.db`).
_WORKERS = "set local min_parallel_table_scan_size = '8MB'"
_NO_WORKERS = "reset min_parallel_table_scan_size"


class Whole:
    """Tables without rows, indexes and foreign keys; `build` gives one back what it had."""

    def __init__(self, connection: "Connection", build: dict[str, list[str]]) -> None:
        self._connection = connection
        self._build = build

    @classmethod
    async def cut(cls, connection: "Connection", tables: Iterable[str]) -> "Whole":
        """Empty the tables, to which no other table may refer, and take their indexes and foreign keys off."""
        tables = list(tables)
        found = await connection.fetch(_TAKEN, tables)
        build: dict[str, list[str]] = {table: [] for table in tables}
        for each in found:
            build[each["table"]].append(each["build"])
        await connection.execute("; ".join([f"truncate {', '.join(tables)}", *(each["drop"] for each in found)]))
        return cls(connection, build)

    async def build(self, table: str) -> None:
        """Build the indexes that the table had, and check its foreign keys."""
        await self._connection.execute("; ".join([_WORKERS, *self._build.pop(table), _NO_WORKERS]))
