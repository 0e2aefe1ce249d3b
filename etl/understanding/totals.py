"""Whether a column of totals belongs to the line or to the whole order."""

import polars as pl

from etl.contract import Decimal
from etl.understanding.numbers import read_numbers
from etl.vocabulary import score

_NAMED = 45
_MOST = 0.9


def best_total(columns: dict[str, str], decimals: dict[str, Decimal], sample: pl.DataFrame, *, is_share: bool) -> str:
    """The totals that quantity x price, less the discount, come to; those found by the name if none do.

    is_share: the discount is a percentage.
    """
    amount = _amount(columns, decimals, sample, is_share=is_share)
    if amount is None:
        return columns["total"]
    others = [name for name in sample.columns if name not in columns.values() and score("total", name) >= _NAMED]
    for name in (columns["total"], *others):
        if _close(amount, _numbers(sample, {"total": name}, decimals, "total")) >= _MOST:
            return name
    return columns["total"]


def differing(
    columns: dict[str, str], decimals: dict[str, Decimal], sample: pl.DataFrame, *, is_share: bool
) -> str | None:
    """The remark on totals that count as given though few are quantity x price, with or without the discount."""
    total = _numbers(sample, columns, decimals, "total")
    priced = {field: column for field, column in columns.items() if field != "discount"}
    for amount in (
        _amount(columns, decimals, sample, is_share=is_share),
        _amount(priced, decimals, sample, is_share=is_share),
    ):
        if amount is None or _close(amount, total) >= 1 - _MOST:
            return None
    return (
        f"{columns['total']}: not quantity x price (tax or postage in it?); it counts as given, --map total= takes "
        "quantity x price instead"
    )


def _amount(
    columns: dict[str, str], decimals: dict[str, Decimal], sample: pl.DataFrame, *, is_share: bool
) -> pl.Series | None:
    """Quantity x price less the discount; None where the file has no such columns."""
    if not {"quantity", "price"} <= columns.keys():
        return None
    amount = _numbers(sample, columns, decimals, "quantity") * _numbers(sample, columns, decimals, "price")
    if "discount" not in columns:
        return amount
    discount = _numbers(sample, columns, decimals, "discount").fill_null(0).abs()
    return amount - (amount * discount / 100 if is_share else discount)


def _close(one: pl.Series, other: pl.Series) -> float:
    """Share of the rows on which they are equal, but for rounding."""
    close = ((one - other).abs() <= 0.01 + other.abs() * 1e-3).fill_null(value=False)
    return float(close.mean() or 0)  # type: ignore[arg-type]


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
    return read_numbers(sample[columns[field]].str.strip_chars("% "), decimals.get(field, ".")).cast(
        pl.Float64, strict=False
    )
