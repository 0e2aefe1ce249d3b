"""How long one more day takes to be seen: `python -m bench.next_day EXPORT --home DIR [--lines 1600 158000]`.

DIR is a SALES_HOME whose data set is EXPORT, perhaps enlarged by `bench.enlarged`; each round adds to it the day after
its last. A day of so many lines is a day of EXPORT, or several copies of it, under order numbers of its own: customers
who bought before come back, those whose first order was on that day are new, its returns are returned again.

"Visible" is from the start of the process `sales load` to its commit, "transaction" without the process's start and the
reading of the file, "processor" what loader and server computed until the commit, "process" to the end. The figures go
to the terminal and to bench/results/next_day.json.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import asyncpg
import polars as pl

from backend.db.embedded import embedded_postgres
from bench.enlarged import CUSTOMERS, read_export
from bench.load import ROOT, Peaks, child_environment, listen, processor_seconds

RESULT = ROOT / "bench" / "results" / "next_day.json"


@dataclass(frozen=True)
class Figures:
    """One day's load; `data_set_lines` were there before it."""

    data_set_lines: int
    lines: int
    orders: int
    visible_seconds: float
    transaction_seconds: float
    processor_seconds: float
    seconds: float
    phases: dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.next_day", description=__doc__)
    parser.add_argument("file", type=Path, help="the export that the data set holds")
    parser.add_argument("--home", type=Path, required=True, help="a SALES_HOME that is loaded; days are added to it")
    parser.add_argument("--lines", type=int, nargs="+", default=[1_600, 158_000], help="lines of a day")
    parser.add_argument("--rounds", type=int, default=3, help="how many days of each size")
    arguments = parser.parse_args()
    rows = read_export(arguments.file)
    with embedded_postgres(arguments.home) as dsn, tempfile.TemporaryDirectory(prefix="sales-bench-") as place:
        rounds = [
            measured(rows, lines, Path(place), arguments.home, dsn)
            for lines in arguments.lines
            for _ in range(arguments.rounds)
        ]
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps([asdict(each) for each in rounds], indent=2) + "\n")
    heads = f"{'visible s':>11}{'transaction s':>15}{'processor s':>13}{'process s':>11}"
    print(f"\n{'data set':>12}{'day':>9}{'orders':>8}{heads}")
    for each in rounds:
        print(
            f"{each.data_set_lines:>12,}{each.lines:>9,}{each.orders:>8,}{each.visible_seconds:>11.2f}"
            f"{each.transaction_seconds:>15.2f}{each.processor_seconds:>13.2f}{each.seconds:>11.2f}"
        )
        print("  " + ", ".join(f"{name} {seconds:.2f}" for name, seconds in each.phases.items()))
    for size in arguments.lines:
        held = [each for number, each in enumerate(rounds) if arguments.lines[number // arguments.rounds] == size]
        print(f"{size:,} lines, median: visible {median(each.visible_seconds for each in held):.2f} s")


def measured(rows: pl.DataFrame, lines: int, place: Path, home: Path, dsn: str) -> Figures:
    there, last_day = asyncio.run(data_set(dsn))
    cells = next_day(rows, lines, last_day + timedelta(days=1))
    path = place / f"{last_day}.csv"
    cells.write_csv(path)
    command = [sys.executable, "-m", "backend.cli", "load", str(path)]
    begin, spent = time.perf_counter(), processor_seconds(home)
    with subprocess.Popen(
        command, cwd=ROOT, env=child_environment(home), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:
        peaks = Peaks(began={"start": 0.0})
        listen(process, home, peaks, begin)
    seconds = time.perf_counter() - begin
    if process.returncode:
        sys.exit(process.returncode)
    return Figures(
        data_set_lines=there,
        lines=cells.height,
        orders=cells["InvoiceNo"].n_unique(),
        visible_seconds=peaks.began["quality"],
        transaction_seconds=peaks.began["quality"] - peaks.began["staging"],
        processor_seconds=peaks.processor - spent,
        seconds=seconds,
        phases=peaks.phases(seconds),
    )


async def data_set(dsn: str) -> tuple[int, date]:
    """The lines that there are, and the last day."""
    connection = await asyncpg.connect(dsn)
    try:
        lines, last_day = await connection.fetchrow("select lines, last_day from dataset") or (0, None)
    finally:
        await connection.close()
    return lines, last_day


def next_day(rows: pl.DataFrame, lines: int, day: date) -> pl.DataFrame:
    """About so many rows of the export as rows of `day`."""
    rows = rows.with_columns(
        pl.col("InvoiceDate").str.slice(0, 10).alias("day"), pl.col("CustomerID").str.strip_suffix(".0")
    )
    sizes = rows.group_by("day").len().sort("day")
    copies = max(1, round(lines / float(sizes["len"].mean())))  # type: ignore[arg-type]
    likest = sizes.sort((pl.col("len") - lines // copies).abs(), "day")["day"][0]
    first = rows.group_by("CustomerID").agg(pl.col("day").min().alias("first_day"))
    model = rows.filter(pl.col("day") == likest).join(first, on="CustomerID", how="left", maintain_order="left")
    return pl.concat(
        model.with_columns(
            pl.col("InvoiceNo") + f"{day:%y%m%d}{copy}",
            pl.col("CustomerID") + pl.when(first_day_is(likest)).then(pl.lit(f"{day:%y%m%d}{copy}")).otherwise(
                pl.lit(str(copy % CUSTOMERS))
            ),
            (pl.lit(f"{day}") + pl.col("InvoiceDate").str.slice(10)).alias("InvoiceDate"),
        ).drop("day", "first_day")
        for copy in range(copies)
    )  # fmt: skip


def first_day_is(day: str) -> pl.Expr:
    return (pl.col("first_day") == day).fill_null(value=False)


if __name__ == "__main__":
    main()
