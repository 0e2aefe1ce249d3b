"""The floor of a load: the cleaned rows copied by psql into one flat table, without and with the indexes that
questions need, and inserted one by one."""

import asyncio
import csv
import subprocess
import time
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


def floor_seconds(dsn: str, cleaned: Path, *, inserts: bool) -> dict[str, float]:
    """How long each of the ways takes for all rows of the data set; inserts by the rate of the first 50,000."""
    with cleaned.open("wb") as file:
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-c", CLEANED, dsn], stdout=file, check=True)
    with cleaned.open("rb") as file:
        rows = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    floors = {
        "psql \\copy, one plain table": copy_seconds(dsn, cleaned, indexed=False),
        "psql \\copy, the table with seven indexes": copy_seconds(dsn, cleaned, indexed=True),
    }
    if inserts:
        for name, together in (("each committed", False), ("one transaction", True)):
            floors[f"INSERTs into it, {name}"] = rows / insert_rows_per_second(dsn, cleaned, together=together)
    return floors


def copy_seconds(dsn: str, cleaned: Path, *, indexed: bool) -> float:
    """How long psql takes to copy the rows into an empty table; the indexes are there before."""
    _psql(dsn, f"{TABLE}{INDEXES if indexed else ''}")
    _psql(dsn, "checkpoint")
    begin = time.perf_counter()
    _psql(dsn, f"\\copy flat ({COLUMNS}) from '{cleaned}' with (format csv)")
    return time.perf_counter() - begin


def insert_rows_per_second(dsn: str, cleaned: Path, *, together: bool) -> float:
    """The rate of single-row INSERTs of a prepared statement into the indexed table: each committed, or all at once."""
    _psql(dsn, f"{TABLE}{INDEXES}")
    with cleaned.open(newline="") as file:
        rows = [_values(cells) for cells in islice(csv.reader(file), INSERTED_ROWS)]
    return len(rows) / asyncio.run(_insert(dsn, rows, together))


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
