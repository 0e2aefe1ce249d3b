"""The floor of a load: the cleaned rows copied by psql into one flat table, without and with the indexes that
questions need, and inserted one by one."""

import asyncio
import csv
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import asyncpg

TABLE = """
drop table if exists flat;
create table flat (id serial primary key, order_number text, product text, name text, quantity numeric,
    placed_at timestamp, price numeric, customer text, country text, amount numeric);
"""
INDEXES = """
create index on flat (order_number);
create index on flat (placed_at);
create index on flat (customer);
create index on flat (country);
create index on flat (product);
create index on flat (placed_at, country);
create index on flat (customer, placed_at);
"""
COLUMNS = "order_number, product, name, quantity, placed_at, price, customer, country, amount"
CLEANED = """
copy (select number, products.code, coalesce(description, products.name), quantity, placed_at, unit_price,
        customers.code, countries.name, amount
    from lines join orders using (order_id) join products using (product_id) join countries using (country_id)
    left join descriptions using (description_id) left join customers using (customer_id)
    order by order_id, line) to stdout with (format csv)
"""
ROW = f"insert into flat ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
INSERTED_ROWS = 50_000


@dataclass(frozen=True)
class Floor:
    """What a way takes for all rows of the data set: seconds, and of processors' time those of server and psql."""

    seconds: float
    processor_seconds: float


def floors(dsn: str, cleaned: Path, processor: Callable[[], float], *, inserts: bool) -> dict[str, Floor]:
    """Each of the ways by name; inserts by the rate of the first 50,000. `processor`: seconds spent so far."""
    with cleaned.open("wb") as file:
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-c", CLEANED, dsn], stdout=file, check=True)
    with cleaned.open("rb") as file:
        rows = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    found = {}
    for name, indexed in (("one plain table", False), ("the table with seven indexes", True)):
        before = processor()
        seconds = copy_seconds(dsn, cleaned, indexed=indexed)
        time.sleep(0.2)  # until then the server's process for it has ended, and counts
        found[f"psql \\copy, {name}"] = Floor(seconds, processor() - before)
    if inserts:
        for name, together in (("each committed", False), ("one transaction", True)):
            before = processor()
            share = insert_seconds(dsn, cleaned, together=together) / INSERTED_ROWS
            found[f"INSERTs into it, {name}"] = Floor(rows * share, rows * (processor() - before) / INSERTED_ROWS)
    return found


def copy_seconds(dsn: str, cleaned: Path, *, indexed: bool) -> float:
    """How long psql takes to copy the rows into an empty table; the indexes are there before."""
    _psql(dsn, f"{TABLE}{INDEXES if indexed else ''}")
    _psql(dsn, "checkpoint")
    begin = time.perf_counter()
    _psql(dsn, f"\\copy flat ({COLUMNS}) from '{cleaned}' with (format csv)")
    return time.perf_counter() - begin


def insert_seconds(dsn: str, cleaned: Path, *, together: bool) -> float:
    """How long 50,000 single-row INSERTs of a prepared statement take into the indexed table, each committed or not."""
    _psql(dsn, f"{TABLE}{INDEXES}")
    with cleaned.open(newline="") as file:
        rows = [_values(cells) for cells in islice(csv.reader(file), INSERTED_ROWS)]
    return asyncio.run(_insert(dsn, rows, together))


async def _insert(dsn: str, rows: list[tuple[Any, ...]], together: bool) -> float:
    connection = await asyncpg.connect(dsn)
    try:
        begin = time.perf_counter()
        transaction = connection.transaction()
        if together:
            await transaction.start()
        for row in rows:
            await connection.execute(ROW, *row)
        if together:
            await transaction.commit()
        return time.perf_counter() - begin
    finally:
        await connection.close()


def _values(cells: list[str]) -> tuple[Any, ...]:
    number, product, name, quantity, placed_at, price, customer, country, amount = cells
    return (
        number, product, name, Decimal(quantity), datetime.fromisoformat(placed_at), Decimal(price),
        customer or None, country, Decimal(amount),
    )  # fmt: skip


def _psql(dsn: str, command: str) -> None:
    subprocess.run(
        ["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-c", "set client_min_messages = warning", "-c", command, dsn],
        check=True,
    )
