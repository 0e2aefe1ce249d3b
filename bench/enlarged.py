"""A shop that grew: an export many times over, as CSV: `python -m bench.enlarged [FILE] --copies 100 > large.csv`.

FILE has the columns of the UCI file and may be compressed; absent, it is the built-in sample. Each copy has the same
days and products under order numbers of its own, customers are ten times as many, and orders are up to half an hour
earlier or later on their day. The same arguments give the same bytes. Only FILE is held in memory.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from etl.sample import sample_rows

JITTER_MINUTES = 30
CUSTOMERS = 10
SEED = 20_101_201


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.enlarged", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", help="an export; absent: the sample")
    parser.add_argument("--copies", type=int, default=10)
    arguments = parser.parse_args()
    for piece in enlarged(read_export(arguments.file), arguments.copies):
        sys.stdout.buffer.write(piece)


def read_export(file: Path | None) -> pl.DataFrame:
    """The export's cells as text; without FILE those of the sample."""
    return sample_rows() if file is None else pl.read_csv(file, infer_schema=False)


def enlarged(rows: pl.DataFrame, copies: int) -> Iterator[bytes]:
    """The CSV text of one copy after the other, the header first."""
    placed_at = pl.col("InvoiceDate").str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False)
    rows = rows.with_columns(placed_at.alias("placed_at"), pl.col("CustomerID").str.strip_suffix(".0"))
    orders = rows.select("InvoiceNo").unique(maintain_order=True)
    width = len(str(copies - 1))
    for copy in range(copies):
        yield copied(rows, orders, copy, width).write_csv(include_header=copy == 0).encode()


def copied(rows: pl.DataFrame, orders: pl.DataFrame, copy: int, width: int) -> pl.DataFrame:
    """The rows under the copy's order numbers; appended digits leave a number of returns (`C` and digits) one."""
    minutes = np.random.default_rng(SEED + copy).integers(-JITTER_MINUTES, JITTER_MINUTES + 1, orders.height)
    later = pl.duration(minutes=pl.col("minutes"))
    jittered = (pl.col("placed_at") + later).clip(
        pl.col("placed_at").dt.truncate("1d"), pl.col("placed_at").dt.truncate("1d").dt.offset_by("23h59m59s")
    )
    text = pl.coalesce(jittered.dt.strftime("%Y-%m-%d %H:%M:%S"), "InvoiceDate")
    return (
        rows.join(orders.with_columns(pl.Series("minutes", minutes)), on="InvoiceNo", how="left", maintain_order="left")
        .with_columns(
            pl.col("InvoiceNo") + f"{copy:0{width}}",
            pl.col("CustomerID") + str(copy % CUSTOMERS),
            text.alias("InvoiceDate"),
        )
        .drop("placed_at", "minutes")
    )


if __name__ == "__main__":
    main()
