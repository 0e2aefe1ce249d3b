"""Parquet files, in slices."""

from collections.abc import Iterator

import polars as pl

from backend.errors import DataError
from etl.sources.content import Content, Scan
from etl.sources.header import check_columns
from etl.sources.table import BATCH_ROWS, ROW, Table, as_text


def open_parquet(content: Content, scan: Scan) -> Table:
    """The table of a Parquet file. Its first row is numbered 1: there is no header row. Raises DataError."""
    try:
        frame = pl.scan_parquet(content.spooled())
        schema = frame.collect_schema()
        rows = frame.select(pl.len()).collect().item()
    except pl.exceptions.PolarsError as error:
        raise DataError(
            f"{content.name}: the Parquet data is damaged or cut short ({str(error).splitlines()[0]}); write it again"
        ) from error

    def read() -> Iterator[pl.DataFrame]:
        for start in range(0, rows, BATCH_ROWS):
            batch = as_text(pl.scan_parquet(content.spooled()).slice(start, BATCH_ROWS).collect())
            yield batch.with_row_index(ROW, offset=start + 1).cast({ROW: pl.Int64})

    columns = check_columns(content.name, list(schema))
    typed = frozenset(name for name, kind in schema.items() if kind != pl.String)
    return Table(content.name, columns, scan.digest, read, typed)
