"""Small exports, written out by hand."""

import gzip
from pathlib import Path

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
