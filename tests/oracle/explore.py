"""Any measures by any dimensions, each measure made anew for each group."""

from typing import Any

import polars as pl

from tests.oracle.filters import SalesFilter, kept
from tests.oracle.lists import METRICS
from tests.oracle.measures import AGGREGATES, COLUMNS, Totals
from tests.oracle.raw import Book
from tests.oracle.trend import GRANULARITIES, bucket_start

COLUMN = {"HOUR": "hour", "WEEKDAY": "weekday", "COUNTRY": "country", "PRODUCT": "product", "CUSTOMER": "customer"}


def explore(
    book: Book, sales_filter: SalesFilter, measures: tuple[str, ...], dimensions: tuple[str, ...]
) -> dict[tuple[str | None, ...], list[Any]]:
    """Measures by the dimensions' values; sales without a customer are a group of their own (None)."""
    rows = kept(book, sales_filter)
    opened = rows.select(pl.col("day").unique())
    for name in GRANULARITIES:
        starts = pl.Series(name, [bucket_start(day, name).isoformat() for day in opened["day"]], dtype=pl.String)
        opened = opened.with_columns(starts)
    rows = rows.join(opened, on="day")
    columns = [COLUMN.get(name, name) for name in dimensions]
    groups = rows.group_by(columns).agg(AGGREGATES) if columns else rows.select(AGGREGATES)
    found = {}
    for values in groups.select(*columns, *COLUMNS).iter_rows():
        key = tuple(None if value is None else str(value) for value in values[: len(columns)])
        total = Totals(*values[len(columns) :])
        found[key] = [METRICS[measure](total) for measure in measures]
    return found if len(rows) else {}
