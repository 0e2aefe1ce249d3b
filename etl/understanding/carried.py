"""Which fields stand on an order's first row only, and count for all of its rows."""

import polars as pl

from etl.presets import Preset
from etl.vocabulary import normalised

_FIELDS = ("date", "time", "customer", "country", "status")
_SUMS = {
    "total", "totals", "subtotal", "sub total", "grand total", "sum", "summe", "gesamt", "gesamtsumme",
    "zwischensumme", "total general", "sous total", "totale", "totaal", "subtotaal", "suma", "razem",
}  # fmt: skip
"""What stands for a product on rows that sum up others."""


def carried_fields(sample: pl.DataFrame, columns: dict[str, str], preset: Preset | None) -> tuple[str, ...]:
    """Fields that stand on an order's first row only: as the preset says, or as all rows show."""
    if preset is not None:
        return tuple(field for field in preset.carried if field in columns)
    if "order" not in columns:
        return ()
    cells = {field: _filled(sample[column]) for field, column in columns.items()}
    order, undated = cells["order"], cells["date"].is_null()
    numbers = _numbered_once(cells)
    if numbers:
        order = order.forward_fill()
    first = (order != order.shift(1)).fill_null(value=True)
    later = undated.filter(~first)
    if not later.len() or not later.all() or (undated & order.is_not_null()).filter(first).any():
        return ()
    fields = tuple(field for field in _FIELDS if field in columns)
    if later.len() == 1 and not any(cells[field].filter(~first).is_null().all() for field in fields if field != "date"):
        return ()
    return ("order", *fields) if numbers else fields


def _numbered_once(cells: dict[str, pl.Series]) -> bool:
    """Whether an order's number itself stands on its first row only: items without number and date between orders."""
    order = cells["order"]
    without = order.is_null()
    item = cells.get("name", cells.get("product"))
    if item is None or not without.any() or without[0] or (without & cells["date"].is_not_null()).any():
        return False
    items = item.filter(without & item.is_not_null())
    last = order.is_not_null().arg_true()[-1]
    between = without.head(last) & item.head(last).is_not_null()
    return bool(between.any()) and not any(normalised(text) in _SUMS for text in items.unique())


def _filled(cells: pl.Series) -> pl.Series:
    text = cells.str.strip_chars()
    return text.set(text == "", None)
