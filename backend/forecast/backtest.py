"""Rolling-origin backtest: forecasts made as if at past days, from nothing but what was known then."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backend.forecast import scores
from backend.forecast.bands import Band, Errors, IntArray
from backend.forecast.models import BASELINES, WEEK_DAYS, BoolArray, FloatArray, Model
from backend.forecast.result import Backtest, ForecastPoint
from backend.forecast.series import DailySeries

# The band a model would publish, given the errors seen so far, what is known and the expected values.
Banding = Callable[[Errors, DailySeries, FloatArray], Band | None]

MAX_ORIGINS = 26
MIN_SELLING_DAYS = 14


@dataclass(frozen=True, slots=True)
class Roll:
    """One origin's forecast beside what came: `origin` days were known; arrays of shape (horizon,)."""

    origin: int
    forecast: FloatArray
    actual: FloatArray
    open_days: BoolArray


def backtest_horizon(days: int, horizon: int) -> int:
    """The horizon asked for, or a third of the history where that is less."""
    return min(horizon, days // 3)


def origins(history: DailySeries, horizon: int) -> list[int]:
    """Weekly origins, newest first, whole weeks before the end so that each lead falls on the weekday it will.

    Each knows at least a third of the history and two weeks of selling days.
    """
    weeks_back = -(-horizon // WEEK_DAYS)
    latest = len(history) - weeks_back * WEEK_DAYS
    earliest = max(len(history) // 3, WEEK_DAYS)
    candidates = range(latest, earliest - 1, -WEEK_DAYS) if horizon else ()
    return [origin for origin in candidates if history.head(origin).selling_days() >= MIN_SELLING_DAYS][:MAX_ORIGINS]


def roll(history: DailySeries, model: Model, horizon: int, at: list[int]) -> list[Roll]:
    """The model's forecasts at the origins `at`."""
    values, opened = np.array(history.values), np.array(history.open_days, dtype=np.bool_)
    return [
        Roll(
            origin,
            model.predict(history.head(origin), horizon),
            values[origin : origin + horizon],
            opened[origin : origin + horizon],
        )
        for origin in at
    ]


def known_errors(rolls: list[Roll], known_days: int) -> Errors:
    """The errors that were visible once `known_days` days of the series had passed."""
    leads: list[IntArray] = []
    daily: list[FloatArray] = []
    totals: list[float] = []
    for past in rolls:
        passed = max(0, min(len(past.actual), known_days - past.origin))
        counted = np.flatnonzero((past.open_days & (past.forecast > 0))[:passed])
        leads.append(counted.astype(np.int64))
        daily.append(_log_ratio(past.actual[counted], past.forecast[counted]))
        if counted.size and passed == len(past.actual):
            totals.append(float(_log_ratio(past.actual.sum(), past.forecast.sum())))
    lead: IntArray = np.concatenate([np.empty(0, dtype=np.int64), *leads])
    reach = int(lead.max()) + 1 if len(lead) else 0
    return Errors(lead, np.concatenate([np.empty(0), *daily]), np.array(totals), reach)


def _log_ratio(actual: FloatArray, forecast: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore"):
        return np.log(actual / forecast)


def score(history: DailySeries, rolls: list[Roll], banding: Banding) -> Backtest | None:
    """Scores over origins whose horizons do not overlap; bands from errors visible at each of them. None without."""
    if not rolls:
        return None
    horizon = len(rolls[0].actual)
    scored = rolls[:: -(-horizon // WEEK_DAYS)][::-1]
    bands = [_band(history, past, rolls, banding) for past in scored]
    actual = np.concatenate([past.actual for past in scored])
    forecast = np.concatenate([past.forecast for past in scored])
    opened = np.concatenate([past.open_days for past in scored])
    lower = np.concatenate([band.lower for band in bands])
    upper = np.concatenate([band.upper for band in bands])
    values = np.array(history.values)
    scale = np.repeat([scores.naive_scale(values[: past.origin]) for past in scored], horizon)
    baseline, baseline_wape = _best_baseline(history, horizon, [past.origin for past in scored])
    return Backtest(
        origins=len(scored),
        horizon=horizon,
        wape=scores.wape(actual, forecast),
        mape=scores.mape(actual, forecast),
        mase=scores.mase(actual, forecast, scale),
        bias=scores.bias(actual, forecast),
        coverage=scores.coverage(actual, lower, upper, opened),
        baseline=baseline,
        baseline_wape=baseline_wape,
        points=_points(history, scored, lower, upper),
    )


def _band(history: DailySeries, past: Roll, rolls: list[Roll], banding: Banding) -> Band:
    """The band as it would have been published at that origin; NaN where too little was known for one."""
    band = banding(known_errors(rolls, past.origin), history.head(past.origin), past.forecast)
    missing = np.full(len(past.forecast), np.nan)
    return band or Band(missing, missing)


def _best_baseline(history: DailySeries, horizon: int, at: list[int]) -> tuple[str, float | None]:
    results = []
    for model in BASELINES:
        rolls = roll(history, model, horizon, at)
        actual, forecast = (np.concatenate([getattr(r, field) for r in rolls]) for field in ("actual", "forecast"))
        results.append((model.name, scores.wape(actual, forecast)))
    return min(results, key=lambda result: float("inf") if result[1] is None else result[1])


def _points(
    history: DailySeries, scored: list[Roll], lower: FloatArray, upper: FloatArray
) -> tuple[ForecastPoint, ...]:
    days = [(one, lead) for one in scored for lead in range(len(one.actual))]
    return tuple(
        ForecastPoint(
            date=history.day(past.origin + lead),
            value=float(past.forecast[lead]),
            lower=None if np.isnan(low) else float(low),
            upper=None if np.isnan(high) else float(high),
            actual=float(past.actual[lead]),
        )
        for (past, lead), low, high in zip(days, lower, upper, strict=True)
    )
