"""A table of text cells, read in batches, as often as needed."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import polars as pl

ROW = "__row"
"""Name of the added column that holds the row's number in the file, as a spreadsheet counts: from 1, at the header."""
EXTRA = "__extra"
"""Name of the added column that holds what a row has beyond the header's cells; absent where none can have more."""
BATCH_ROWS = 250_000


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file. `name` is shown in messages; `digest` is the SHA-256 of the file's decompressed bytes.

    `typed` names the columns whose cells are numbers or dates to the file itself (workbooks, Parquet, JSON): their text
    is in plain notation, whatever the other columns' style.
    """

    name: str
    columns: list[str]
    digest: bytes
    read: Callable[[], Iterator[pl.DataFrame]] = field(repr=False)
    typed: frozenset[str] = frozenset()

    def batches(self) -> Iterator[pl.DataFrame]:
        """The rows in order, all String, with `ROW` (Int64) and perhaps `EXTRA`; rows without text are left out."""
        for batch in self.read():
            doubtful = batch.filter(~pl.col(self.columns[0]).str.contains(r"^\S").fill_null(value=False))
            filled = pl.any_horizontal(pl.exclude(ROW).str.contains(r"\S")).fill_null(value=False)
            blank = doubtful.filter(~filled)[ROW]
            kept = batch.filter(~pl.col(ROW).is_in(blank.implode())) if blank.len() else batch
            if kept.height:
                yield kept


def table_in_memory(name: str, cells: pl.DataFrame, *, digest: bytes | None = None, first_row: int = 2) -> Table:
    """A table already in memory, such as the sample; its values are written as text in plain notation."""
    text = as_text(cells)
    typed = frozenset(name for name, kind in cells.schema.items() if kind != pl.String)
    return Table(
        name,
        list(cells.columns),
        digest or hashlib.sha256(text.write_csv().encode()).digest(),
        lambda: text.with_row_index(ROW, offset=first_row).cast({ROW: pl.Int64}).iter_slices(BATCH_ROWS),
        typed,
    )


def as_text(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells as text: whole numbers without a fraction, dates in ISO 8601, with their offset where they have one."""
    return cells.select(_text(pl.col(name), kind) for name, kind in cells.schema.items())


def _text(cell: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if kind.is_float():
        whole = cell.is_finite() & (cell.abs() < 1e15) & (cell == cell.round(0))
        return pl.when(whole).then(cell.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(cell.cast(pl.String))
    if isinstance(kind, pl.Datetime):
        return cell.dt.strftime("%Y-%m-%dT%H:%M:%S%.f%:z" if kind.time_zone else "%Y-%m-%d %H:%M:%S%.f")
    if isinstance(kind, pl.List | pl.Array | pl.Struct | pl.Binary | pl.Object):
        return pl.when(cell.is_null()).then(None).otherwise(None).cast(pl.String)
    return cell.cast(pl.String)
