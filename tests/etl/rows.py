"""Small exports, written out by hand."""

import gzip
from pathlib import Path
from typing import Any

import polars as pl

from backend.db import Database
from etl.contract import LoadOptions
from etl.load import Progress, load, understand_files, understand_tables
from etl.records import LoadSummary
from etl.sources import Table, table_in_memory

COLUMNS = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
GOOD = ("1001", "A1", "Red mug", "2", "2024-03-04 10:00:00", "1.50", "7.0", "France")


def row(**changes: str | None) -> tuple[str | None, ...]:
    """A good row with some cells changed, named as the columns are."""
    assert set(changes) <= set(COLUMNS)
    return tuple(changes.get(column, good) for column, good in zip(COLUMNS, GOOD, strict=True))


def table(*rows: tuple[str | None, ...], name: str = "export.csv") -> Table:
    return table_in_memory(name, pl.DataFrame(list(rows), schema=dict.fromkeys(COLUMNS, pl.String), orient="row"))


def write(path: Path, *rows: tuple[str | None, ...]) -> Path:
    """A CSV file of the rows, gzipped where the name ends in .gz."""
    frame = pl.DataFrame(list(rows), schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    content = frame.write_csv().encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def quiet(_phase: str, _share: float) -> None:
    """No progress is shown."""


async def load_rows(
    db: Database, *rows: tuple[str | None, ...], currency: str = "GBP", progress: Progress = quiet
) -> LoadSummary:
    """Load the rows as one load."""
    understood = await understand_tables([table(*rows)], LoadOptions(), currency=currency)
    return await load(db, understood, progress=progress)


async def load_paths(db: Database, *paths: Path) -> LoadSummary:
    """Load the files as one load."""
    return await load(db, await understand_files(list(paths), LoadOptions(), currency="GBP"), progress=quiet)


async def state(db: Database) -> dict[str, Any]:
    """Everything a load may change, but the record of loads."""
    queries = {
        "orders": "select number, code, name, placed_at, revenue, returns, orders.units, sale_lines, line_count "
        "from orders join countries using (country_id) left join customers using (customer_id) order by number",
        "lines": "select number, line, code, description, is_return, quantity, unit_price, amount from lines "
        "join orders using (order_id) join products using (product_id) left join descriptions using (description_id) "
        "order by number, line",
        "products": "select code, name, kind from products order by code",
        "customers": "select code, name, number, first_day, last_day from customers "
        "left join countries using (country_id) left join orders on order_id = first_order_id order by code",
        "dataset": "select version, currency, first_day, last_day, orders, lines from dataset",
    }
    return {name: [tuple(found) for found in await db.rows(sql)] for name, sql in queries.items()}
