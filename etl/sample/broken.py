"""The sample's broken rows: what a clerk's slip or a faulty interface leaves in an export."""

import numpy as np
import polars as pl

from etl.sample.truths import TRUTHS

Cells = tuple[str | None, ...]

SLIPS: dict[str, dict[str, Cells]] = {
    "zero price": {"UnitPrice": ("0.00", "0"), "Description": ("damaged", None, "check", "lost", "gift with order")},
    "zero quantity": {"Quantity": ("0",)},
    "unreadable quantity": {"Quantity": ("a dozen", "?", "ten", None)},
    "unreadable date": {"InvoiceDate": ("n/a", "2025-02-30 10:15:00", "0000-00-00 00:00:00", None)},
    "no product": {"StockCode": (None, "  ")},
    "no order number": {"InvoiceNo": (None,)},
    "negative price": {"UnitPrice": ("-2150.40", "-385.00"), "StockCode": ("B",), "Description": ("Adjust bad debt",),
                       "Quantity": ("1",)},
    "unreadable price": {"UnitPrice": ("on request", "tbc", "#REF!", None)},
}  # fmt: skip
"""By reason the cells that are overwritten, each with the values it takes in turn."""


def with_broken_rows(rng: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    """Adds the planted broken rows: each repeats a sale row, right after it, with one thing wrong."""
    counts = [count for _, count in TRUTHS.broken_rows]
    sales = np.flatnonzero(~rows["InvoiceNo"].str.starts_with("C").to_numpy())
    after = rng.choice(sales, sum(counts), replace=False)
    parts = [rows.with_columns(place=pl.int_range(pl.len()) * 2)]
    for (reason, count), end in zip(TRUTHS.broken_rows, np.cumsum(counts), strict=True):
        chosen = after[end - count : end]
        slips = {
            column: pl.Series(column, [cells[turn % len(cells)] for turn in range(count)], dtype=pl.String)
            for column, cells in SLIPS[reason].items()
        }
        parts.append(rows[chosen].with_columns(**slips, place=pl.Series(chosen * 2 + 1)))
    return pl.concat(parts).sort("place", maintain_order=True).drop("place")
