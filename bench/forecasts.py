"""How good forecasts are: `python -m bench.forecasts [FILE ...] [--baselines]`; without FILE only sample and synthetic.

Protocol: `--horizon` days ahead (30) at 14 origins every 14 days, the first being the first Sunday with five months
known, at each of which only the days up to it are known; every candidate is chosen and every weight set in there. The
amount is gross daily revenue, closed days counted: WAPE = sum |error| / sum actual over all origins together. In a FILE
of the UCI data set, origins are 2011-05-01 to 2011-10-30. Coverage is of the 80% band: of open days, and of the totals.

`--baselines` runs AutoARIMA, MSTL, AutoETS, AutoTheta and AutoCES of StatsForecast on the same series and origins, in
an environment of their own that is made from bench/baselines.txt and kept in `--environment`; else they are skipped.
The figures go to the terminal and to bench/results/forecasts.json.
"""

import argparse
import json
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from backend.forecast.daily import forecast_daily
from backend.forecast.models import BASELINES, FloatArray
from backend.forecast.series import DailySeries
from bench.forecast_regimes import REGIMES

HERE = Path(__file__).resolve().parent
RESULT = HERE / "results" / "forecasts.json"
ORIGINS, EVERY_DAYS, KNOWN_DAYS = 14, 14, 150
UCI_FIRST = date(2011, 5, 1)
LEVEL = 0.8
ALLOWED = 1.05
SUNDAY = 6


@dataclass(frozen=True)
class Score:
    """Errors over all origins together, relative to what came."""

    wape: float
    bias: float
    coverage: float | None = None
    total_coverage: float | None = None


def of_rows(rows: pl.DataFrame) -> DailySeries:
    """Gross revenue a day of an export in the UCI data set's columns."""
    moment = pl.col("InvoiceDate").str.to_datetime(strict=False).dt.date()
    amount = pl.col("Quantity").cast(pl.Float64, strict=False) * pl.col("UnitPrice").cast(pl.Float64, strict=False)
    sold = rows.select(
        day=moment, amount=amount, cancelled=pl.col("InvoiceNo").cast(pl.Utf8).str.to_uppercase().str.starts_with("C")
    )
    known = sold.drop_nulls("day")
    sales = known.filter((pl.col("amount") > 0) & ~pl.col("cancelled"))
    daily = dict(sales.group_by("day").agg(pl.col("amount").sum()).iter_rows())
    first, last = min(known["day"]), max(known["day"])
    values = tuple(daily.get(first + timedelta(days=day), 0.0) for day in range((last - first).days + 1))
    country = rows["Country"].mode().to_list()[0]
    return DailySeries(first, values, tuple(value > 0 for value in values), False, country=str(country))


def origins_of(series: DailySeries, horizon: int) -> list[int]:
    """How many days are known at each origin; the last one's horizon lies within the series."""
    first = series.day(KNOWN_DAYS)
    first += timedelta(days=(SUNDAY - first.weekday()) % 7)
    if series.start == date(2010, 12, 1):
        first = UCI_FIRST
    known = (first - series.start).days + 1
    every = max(EVERY_DAYS, (len(series) - horizon - known) // ORIGINS // 7 * 7) if known > 0 else EVERY_DAYS
    if series.start == date(2010, 12, 1):
        every = EVERY_DAYS
    return [known + every * index for index in range(ORIGINS) if known + every * index + horizon <= len(series)]


def scored(series: DailySeries, at: list[int], predicted: list[FloatArray]) -> Score:
    actual = np.concatenate(
        [series.values[origin : origin + len(each)] for origin, each in zip(at, predicted, strict=True)]
    )
    forecast = np.concatenate(predicted)
    return Score(float(np.abs(forecast - actual).sum() / actual.sum()), float((forecast - actual).sum() / actual.sum()))


def ours(series: DailySeries, at: list[int], horizon: int) -> Score:
    """The product's forecast, as it would have been published at each origin."""
    predicted, held, opened, totals = [], 0, 0, 0
    for origin in at:
        forecast = forecast_daily(series.head(origin), horizon, LEVEL)
        predicted.append(np.array([point.value for point in forecast.points]))
        came = series.values[origin : origin + horizon]
        for point, value, is_open in zip(forecast.points, came, series.open_days[origin:], strict=False):
            opened += is_open
            held += is_open and (point.lower or 0.0) <= value <= (point.upper or 0.0)
        totals += forecast.total is not None and forecast.total.lower <= sum(came) <= forecast.total.upper
    plain = scored(series, at, predicted)
    return Score(plain.wape, plain.bias, held / opened, totals / len(at))


def environment(folder: Path) -> Path:
    """The interpreter of an environment with what bench/baselines.txt pins, made where it is not there yet."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        lock = HERE / "baselines.txt"
        subprocess.run([python, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock], check=True)
    return python


def theirs(python: Path, series: DailySeries, at: list[int], horizon: int) -> Iterator[tuple[str, Score]]:
    """StatsForecast's models, each origin fitted anew."""
    asked = json.dumps({"start": str(series.start), "values": series.values, "origins": at, "horizon": horizon})
    script = HERE / "statsforecast_models.py"
    answer = subprocess.run([python, script], input=asked, stdout=subprocess.PIPE, text=True, check=True)
    for name, predicted in json.loads(answer.stdout).items():
        yield name, scored(series, at, [np.array(each) for each in predicted])


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("files", nargs="*", type=Path)
    options.add_argument("--horizon", type=int, default=30)
    options.add_argument("--baselines", action="store_true")
    options.add_argument("--environment", type=Path, default=HERE / "results" / "baselines-environment")
    options.add_argument("--only", nargs="*", help="names of the series to run")
    asked = options.parse_args()
    python = environment(asked.environment) if asked.baselines else None
    results = {}
    for name, series in _series(asked.files):
        if asked.only and name not in asked.only:
            continue
        results[name] = _compared(name, series, asked.horizon, python)
    if python is None:
        print("AutoARIMA, MSTL, AutoETS, AutoTheta, AutoCES: skipped; --baselines runs them")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(results, indent=1) + "\n")
    sys.exit(any(found["ours"]["wape"] > ALLOWED * found["best"] for found in results.values()))


def _series(files: list[Path]) -> Iterator[tuple[str, DailySeries]]:
    for file in files:
        yield file.name, of_rows(pl.read_csv(file, infer_schema=False))
    from etl.sample import sample_rows

    yield "sample", of_rows(sample_rows())
    yield from REGIMES.items()


def _compared(name: str, series: DailySeries, horizon: int, python: Path | None) -> dict[str, object]:
    at = origins_of(series, horizon)
    found = {each.name: scored(series, at, [each.predict(series.head(o), horizon) for o in at]) for each in BASELINES}
    found |= dict(theirs(python, series, at, horizon)) if python else {}
    mine = ours(series, at, horizon)
    best = min(found, key=lambda each: found[each].wape)
    print(f"{name}: {len(at)} origins of {horizon} days, {series.day(at[0] - 1)} to {series.day(at[-1] - 1)}")
    print(f"  ours {mine.wape:.3f}, bias {mine.bias:+.3f}, band held {mine.coverage:.3f} of open days", end="")
    print(f" and {mine.total_coverage:.3f} of totals; {mine.wape / found[best].wape - 1:+.1%} against the best")
    for each, score in sorted(found.items(), key=lambda pair: pair[1].wape):
        print(f"    {score.wape:.3f}, bias {score.bias:+.3f}  {each}", flush=True)
    return {
        "ours": vars(mine),
        "best": found[best].wape,
        "baselines": {each: vars(score) for each, score in found.items()},
    }


if __name__ == "__main__":
    main()
