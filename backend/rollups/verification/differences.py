"""Kept rows beside counted ones, and what differs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

SHOWN = 20
ROW = "row"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of one row that is kept otherwise than counted; of `row` itself how often it stands."""

    table: str
    key: str
    column: str
    kept: str
    counted: str

    def __str__(self) -> str:
        return f"{self.table} [{self.key}] {self.column}: kept {self.kept}, counted {self.counted}"


@dataclass(slots=True)
class Differences:
    """What was compared and what differed: the first ones, and how many there are."""

    first: list[Difference] = field(default_factory=list)
    total: int = 0
    rows: int = 0

    def compare(
        self, table: str, keys: Sequence[str], kept: pl.DataFrame, counted: pl.DataFrame, *, parts: bool = False
    ) -> None:
        """Compare the rows of a table, found by their keys; `counted` has the columns of `kept`.

        `parts`: they are parts of rows that were compared before.
        """
        self.rows += 0 if parts else kept.height
        counted = counted.select(plain(pl.col(name), counted.schema[name]) for name in kept.columns)
        twice = kept.group_by(keys).len().filter(pl.col("len") > 1)
        self._note(table, keys, ROW, twice.with_columns(kept="len", counted=pl.lit(1)))
        kept = kept.unique(keys)
        both = kept.with_columns(is_kept=pl.lit(True)).join(
            counted.with_columns(is_counted=pl.lit(True)),
            on=list(keys),
            how="full",
            coalesce=True,
            nulls_equal=True,
            suffix="_counted",
        )
        whole = pl.col("is_kept").fill_null(value=False) & pl.col("is_counted").fill_null(value=False)
        absent = both.filter(~whole).with_columns(
            kept=pl.col("is_kept").is_not_null().cast(pl.Int8), counted=pl.col("is_counted").is_not_null().cast(pl.Int8)
        )
        self._note(table, keys, ROW, absent)
        for column in kept.columns:
            if column not in keys:
                other = f"{column}_counted"
                differ = both.filter(whole, pl.col(column).ne_missing(pl.col(other)))
                self._note(table, keys, column, differ.with_columns(kept=column, counted=other))

    def compare_values(self, table: str, kept: Mapping[str, object], counted: Mapping[str, object]) -> None:
        """Compare the values of a table's only row."""
        self.rows += 1
        for name, value in counted.items():
            if kept[name] != value:
                self.total += 1
                self.first.append(Difference(table, "the one row", name, _shown(kept[name]), _shown(value)))
        del self.first[SHOWN:]

    def _note(self, table: str, keys: Sequence[str], column: str, rows: pl.DataFrame) -> None:
        self.total += rows.height
        for row in rows.sort(keys).head(SHOWN - len(self.first)).iter_rows(named=True):
            key = ", ".join(f"{name} {_shown(row[name])}" for name in keys)
            self.first.append(Difference(table, key, column, _shown(row["kept"]), _shown(row["counted"])))


def plain(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """A counted column as kept ones are read: decimals as text without trailing zeros, integers of one size."""
    if isinstance(kind, pl.Decimal):
        text = column.cast(pl.String)
        return text.str.strip_chars_end("0").str.strip_chars_end(".") if kind.scale else text
    return column.cast(pl.Int64) if kind.is_integer() else column


def _shown(value: object) -> str:
    return "none" if value is None else str(value)
