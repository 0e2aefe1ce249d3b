"""Small exports, written out by hand."""

import gzip
from pathlib import Path

import polars as pl

from etl.extract import RawTable, text_table

COLUMNS = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
GOOD = ("1001", "A1", "Red mug", "2", "2024-03-04 10:00:00", "1.50", "7.0", "France")


def row(**changes: str | None) -> tuple[str | None, ...]:
    """A good row with some cells changed, named as the columns are."""
    assert set(changes) <= set(COLUMNS)
    return tuple(changes.get(column, good) for column, good in zip(COLUMNS, GOOD, strict=True))


def table(*rows: tuple[str | None, ...], name: str = "export.csv") -> RawTable:
    return text_table(name, pl.DataFrame(list(rows), schema=dict.fromkeys(COLUMNS, pl.String), orient="row"))


def write(path: Path, *rows: tuple[str | None, ...]) -> Path:
    """A CSV file of the rows, gzipped where the name ends in .gz."""
    frame = pl.DataFrame(list(rows), schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    content = frame.write_csv().encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path
