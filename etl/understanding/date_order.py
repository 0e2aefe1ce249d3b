"""Day first or month first: decided from all values of a column, from its siblings, or asked for."""

from dataclasses import dataclass, field

import polars as pl

from backend.errors import DataError
from etl.contract import DateOrder, DateReading
from etl.understanding.dates import is_serial, is_unix, shapes

_LEAST_SERIAL = 0.05
_STRAY = 0.02
"""Share of values up to which those that contradict the rest are taken for mistakes."""


@dataclass(slots=True)
class ShapeEvidence:
    """Distinct values of one numeric shape: how many, and how many show by a number over 12 what stands where."""

    values: int = 0
    day_first: int = 0
    month_first: int = 0
    year_first: int = 0
    equal: int = 0
    example: str = ""
    day_example: str = ""
    month_example: str = ""

    @property
    def order(self) -> DateOrder | None:
        """What the values show; None if they show nothing or contradict each other."""
        if self.year_first > _STRAY * self.values:
            return "year-first"
        told = self.day_first + self.month_first
        if self.contradicts or not told:
            return None
        return "day-first" if self.day_first >= self.month_first else "month-first"

    @property
    def contradicts(self) -> bool:
        """Whether some values can only be day-first and others only month-first."""
        return min(self.day_first, self.month_first) > _STRAY * (self.day_first + self.month_first)


@dataclass(slots=True)
class DateEvidence:
    """What all values of a column show about its dates."""

    shapes: dict[str, ShapeEvidence] = field(default_factory=dict)
    values: int = 0
    serial: int = 0
    unix: int = 0

    def add(self, distinct: pl.Series) -> None:
        """Weigh more values."""
        self.values += distinct.len()
        others = distinct.filter(~distinct.str.contains(r"^\d{4}[-/.]\d"))
        self.serial += int(is_serial(others).sum())
        self.unix += int(is_unix(others).sum())
        a, b, c = pl.col("a"), pl.col("b"), pl.col("c")
        day_first, month_first = (a > 12) & (a <= 31) & (b <= 12), (b > 12) & (b <= 31) & (a <= 12)
        found = shapes(others).group_by("shape", maintain_order=True).agg(
            pl.len().alias("values"),
            day_first.sum().alias("day_first"),
            month_first.sum().alias("month_first"),
            ((a > 31) & (b <= 12) & (c <= 31)).sum().alias("year_first"),
            (a == b).sum().alias("equal"),
            pl.col("text").filter(a != b).first().fill_null("").alias("example"),
            pl.col("text").filter(day_first).first().fill_null("").alias("day_example"),
            pl.col("text").filter(month_first).first().fill_null("").alias("month_example"),
        )  # fmt: skip
        for row in found.iter_rows(named=True):
            seen = self.shapes.setdefault(row.pop("shape"), ShapeEvidence())
            for name, value in row.items():
                old = getattr(seen, name)
                setattr(seen, name, old + value if isinstance(value, int) else old or value)


def date_reading(
    place: str,
    evidence: DateEvidence,
    siblings: list[DateEvidence],
    asked: DateOrder | None,
    usual: str | None,
    zone: str,
) -> DateReading:
    """How to read the column whose evidence this is; `place` names it in messages, `usual` is its preset's order.

    Raises DataError that asks for the order, or says that the column holds both.
    """
    orders: dict[str, DateOrder] = {}
    for shape, seen in evidence.shapes.items():
        if asked is None and seen.contradicts:
            raise DataError(
                f"{place}: holds day-first dates ({seen.day_example}) and month-first ones ({seen.month_example}) of "
                "one shape, so that others could be either; export it with ISO dates, or say which one counts with "
                "--date-order day-first or --date-order month-first: rows of the other are rejected"
            )
        order = asked or seen.order or _inherited(shape, evidence, siblings)
        if order is None and shape.startswith("."):
            order = "day-first"
        if order is None and usual in ("day-first", "month-first", "year-first"):
            order = usual  # type: ignore[assignment]
        if order is None and seen.equal == seen.values:
            order = "day-first"
        if order is None:
            raise DataError(
                f"{place}: no value shows whether {seen.example!r} has the day or the month first; "
                "say so with --date-order day-first or --date-order month-first, "
                "or by the mapping date = 'COLUMN (day first)'"
            )
        orders[shape] = order
    return DateReading(
        orders=orders,
        serial=evidence.serial > _LEAST_SERIAL * evidence.values,
        unix=evidence.unix > _LEAST_SERIAL * evidence.values,
        zone=zone,
    )


def _inherited(shape: str, evidence: DateEvidence, siblings: list[DateEvidence]) -> DateOrder | None:
    """The order that values with the same separator show, in this column or in another."""
    for other in (evidence, *siblings):
        shown = {seen.order for known, seen in other.shapes.items() if known[0] == shape[0] and seen.order}
        if len(shown) == 1:
            return shown.pop()
    return None
