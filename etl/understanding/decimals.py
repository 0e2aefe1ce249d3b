"""Decimal point or comma: decided from all values, from other columns, from the arithmetic, or asked for."""

import polars as pl

from backend.errors import DataError
from etl.contract import Decimal
from etl.understanding.numbers import NumberEvidence, read_numbers

NUMERIC = ("quantity", "price", "total", "discount")
_STYLES: tuple[Decimal, Decimal] = (".", ",")


def decide_decimals(
    table: str,
    columns: dict[str, str],
    evidence: dict[str, NumberEvidence],
    sample: pl.DataFrame,
    asked: Decimal | None,
) -> dict[str, Decimal]:
    """The decimal mark of each numeric field. Raises DataError that asks for it."""
    if asked:
        return dict.fromkeys(evidence, asked)
    shown = {field: seen.decimal for field, seen in evidence.items()}
    found = {style for style in shown.values() if style}
    decided: dict[str, Decimal] = {}
    for field, seen in evidence.items():
        style = shown[field]
        if style is None and (not seen.either or len(found) == 1):
            style = found.copy().pop() if len(found) == 1 else "."
        if style is None and seen.whole:
            style = _grouping(seen)
        if style is None:
            style = _by_arithmetic(field, columns, shown, sample)
        if style is None:
            raise DataError(
                f"{table}, column {columns[field]}: no value shows whether {seen.example!r} is in thousands or "
                "has three decimals; say so with --decimal point or --decimal comma, "
                f"or by the mapping {field} = 'COLUMN (decimal comma)'"
            )
        decided[field] = style
    return decided


def _grouping(seen: NumberEvidence) -> Decimal:
    """The decimal mark under which the only mark that occurs groups thousands: other values have no decimals at all."""
    return "." if "," in (seen.example or "") else ","


def _by_arithmetic(
    field: str, columns: dict[str, str], shown: dict[str, Decimal | None], sample: pl.DataFrame
) -> Decimal | None:
    """The mark under which quantity x price is the line total, if only one does."""
    if not {"quantity", "price", "total"} <= columns.keys():
        return None
    fitting: list[Decimal] = []
    for style in _STYLES:
        styles = {name: shown.get(name) or style for name in ("quantity", "price", "total")}
        quantity, price, total = (
            read_numbers(sample[columns[name]].str.strip_chars(), styles[name]).cast(pl.Float64, strict=False)
            for name in ("quantity", "price", "total")
        )
        close = ((quantity * price - total).abs() <= 0.01 + total.abs() * 1e-3).drop_nulls()
        if close.len() and close.mean() > 0.8:  # type: ignore[operator]
            fitting.append(style)
    return fitting[0] if len(fitting) == 1 and field in ("quantity", "price", "total") else None
