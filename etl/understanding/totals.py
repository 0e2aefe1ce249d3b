"""Whether a column of totals belongs to the line or to the whole order."""

import polars as pl

from etl.contract import Decimal
from etl.understanding.numbers import read_numbers


def is_order_total(columns: dict[str, str], decimals: dict[str, Decimal], sample: pl.DataFrame) -> bool:
    """Whether the totals repeat in all lines of an order, or stand on its first line alone, though the lines differ."""
    if not {"order", "price", "total"} <= columns.keys():
        return False
    lines = pl.DataFrame(
        {
            "order": sample[columns["order"]].str.strip_chars(),
            "total": _numbers(sample, columns, decimals, "total"),
            "amount": _numbers(sample, columns, decimals, "price")
            * (_numbers(sample, columns, decimals, "quantity") if "quantity" in columns else 1),
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
