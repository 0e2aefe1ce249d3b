"""Whether a column of totals belongs to the line or to the whole order."""

import polars as pl

from etl.contract import Decimal
from etl.understanding.numbers import read_numbers
from etl.vocabulary import score

_NAMED = 45


def best_total(columns: dict[str, str], decimals: dict[str, Decimal], sample: pl.DataFrame) -> str:
    """The totals that quantity x price, less the discount, come to; those found by the name if none do."""
    if "quantity" not in columns or "price" not in columns:
        return columns["total"]
    amount = _numbers(sample, columns, decimals, "quantity") * _numbers(sample, columns, decimals, "price")
    less = _numbers(sample, columns, decimals, "discount").fill_null(0).abs() if "discount" in columns else 0
    others = [name for name in sample.columns if name not in columns.values() and score("total", name) >= _NAMED]
    for name in (columns["total"], *others):
        total = _numbers(sample, {"total": name}, decimals, "total")
        for expected in (amount - less, amount):
            close = ((expected - total).abs() <= 0.01 + total.abs() * 1e-3).fill_null(value=False)
            if close.mean() >= 0.9:  # type: ignore[operator]
                return name
    return columns["total"]


def is_order_total(columns: dict[str, str], decimals: dict[str, Decimal], sample: pl.DataFrame) -> bool:
    """Whether the totals repeat in all lines of an order, or stand on its first line alone, though the lines differ."""
    if not {"order", "total"} <= columns.keys():
        return False
    if "price" in columns:
        amount = _numbers(sample, columns, decimals, "price")
        amount = amount * _numbers(sample, columns, decimals, "quantity") if "quantity" in columns else amount
    else:
        amount = sample[columns.get("product") or columns.get("name") or columns["order"]]
    lines = pl.DataFrame(
        {
            "order": sample[columns["order"]].str.strip_chars(),
            "total": _numbers(sample, columns, decimals, "total"),
            "amount": amount,
        }
    )
    orders = lines.group_by("order").agg(
        pl.col("amount").n_unique().alias("amounts"),
        pl.col("total").drop_nulls().n_unique().alias("totals"),
        pl.len().alias("lines"),
    )
    telling = orders.filter((pl.col("lines") > 1) & (pl.col("amounts") > 1))
    return telling.height > 0 and telling.filter(pl.col("totals") <= 1).height >= 0.9 * telling.height


def _numbers(sample: pl.DataFrame, columns: dict[str, str], decimals: dict[str, Decimal], field: str) -> pl.Series:
    return read_numbers(sample[columns[field]].str.strip_chars(), decimals.get(field, ".")).cast(
        pl.Float64, strict=False
    )
