"""Rejected rows of one load: kept with their place, counted by reason, and a limit on their share."""

from dataclasses import dataclass

import polars as pl

from backend.errors import DataError

_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Reject:
    """Rows refused for one reason, with a few examples: file, row number, column, value."""

    reason: str
    rows: int
    examples: tuple[str, ...]


class Rejects:
    """Numbers a load's rejected rows and remembers what a summary tells of them."""

    def __init__(self, load_id: int) -> None:
        self._load_id = load_id
        self._found: dict[str, tuple[int, list[str]]] = {}
        self.rows = 0

    def numbered(self, rejects: pl.DataFrame) -> pl.DataFrame:
        """A batch's rejected rows with the load and their position in it, as the table `rejects` holds them."""
        example = pl.format(
            "{}, row {}, {}: {}",
            pl.col("file").str.replace(r"^.*/", ""),
            "row_number",
            "column_name",
            pl.col("value").fill_null("(empty)"),
        )
        grouped = rejects.group_by("reason", maintain_order=True).agg(
            pl.len(), example.head(_EXAMPLES).alias("examples")
        )
        for reason, rows, examples in grouped.iter_rows():
            before, shown = self._found.get(reason, (0, []))
            self._found[reason] = (before + rows, [*shown, *examples][:_EXAMPLES])
        first = self.rows + 1
        self.rows += rejects.height
        return rejects.select(
            pl.lit(self._load_id).alias("load_id"), pl.int_range(first, first + pl.len()).alias("position"), pl.all()
        )

    def by_reason(self) -> tuple[Reject, ...]:
        """The commonest reason first."""
        ordered = sorted(self._found.items(), key=lambda found: (-found[1][0], found[0]))
        return tuple(Reject(reason, rows, tuple(examples)) for reason, (rows, examples) in ordered)

    def check(self, rows_loaded: int, max_share: float) -> None:
        """Raise DataError when more than the share of rows was rejected: the file was understood wrongly."""
        read = rows_loaded + self.rows
        if self.rows <= max_share * read:
            return
        first = self.by_reason()[0]
        raise DataError(
            f"{self.rows:,} of {read:,} rows would be rejected, more than {max_share:.0%}; mostly {first.reason} "
            f"({first.examples[0]}); look at --dry-run, name columns with --map, or allow it with --max-reject-share"
        )
