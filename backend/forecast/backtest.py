"""The record of past forecasts, scored at origins whose horizons do not overlap, beside the better simple baseline."""

import numpy as np

from backend.forecast import scores
from backend.forecast.bands import Band
from backend.forecast.models import WEEK_DAYS, FloatArray
from backend.forecast.result import Backtest, ForecastPoint
from backend.forecast.rolls import Roll
from backend.forecast.series import DailySeries


def without_overlap(rolls: list[Roll]) -> list[int]:
    """Which of the weekly rolls, newest first, are scored: horizons that do not overlap, oldest first."""
    horizon = len(rolls[0].actual) if rolls else 1
    return list(range(0, len(rolls), -(-horizon // WEEK_DAYS)))[::-1]


def score(
    history: DailySeries, rolls: list[Roll], bands: list[Band | None], baselines: dict[str, list[Roll]]
) -> Backtest | None:
    """The scores of the rolls with their bands, and of the best of `baselines` at the same origins. None without."""
    if not rolls:
        return None
    scored = without_overlap(rolls)
    actual, forecast, opened = _days([rolls[index] for index in scored])
    lower, upper = _bounds(rolls, bands, scored)
    values = np.array(history.values)
    naive = [scores.naive_scale(values[: rolls[index].origin]) for index in scored]
    scale = np.repeat(naive, len(rolls[0].actual))
    counted = opened if rolls[0].weights is not None else np.ones_like(opened)
    baseline, baseline_wape = best_baseline(baselines, scored)
    return Backtest(
        origins=len(scored),
        horizon=len(rolls[0].actual),
        wape=scores.wape(actual[counted], forecast[counted]),
        mape=scores.mape(actual[counted], forecast[counted]),
        mase=scores.mase(actual[counted], forecast[counted], scale[counted]),
        bias=scores.bias(actual[counted], forecast[counted]),
        coverage=scores.coverage(actual, lower, upper, opened),
        baseline=baseline,
        baseline_wape=baseline_wape,
        points=_points(history, [rolls[index] for index in scored], lower, upper),
    )


def best_baseline(baselines: dict[str, list[Roll]], scored: list[int]) -> tuple[str, float | None]:
    """The name and WAPE of the baseline that did best at the scored origins."""
    results = []
    for name, rolls in baselines.items():
        actual, forecast, opened = _days([rolls[index] for index in scored])
        counted = opened if rolls[0].weights is not None else np.ones_like(opened)
        results.append((name, scores.wape(actual[counted], forecast[counted])))
    return min(results, key=lambda result: float("inf") if result[1] is None else result[1])


def _days(rolls: list[Roll]) -> "tuple[FloatArray, FloatArray, np.ndarray[tuple[int], np.dtype[np.bool_]]]":
    return (
        np.concatenate([past.actual for past in rolls]),
        np.concatenate([past.forecast for past in rolls]),
        np.concatenate([past.open_days for past in rolls]),
    )


def _bounds(rolls: list[Roll], bands: list[Band | None], scored: list[int]) -> tuple[FloatArray, FloatArray]:
    """The bands of the scored rolls, NaN where too little was known for one."""
    missing = np.full(len(rolls[0].actual), np.nan)
    chosen = [bands[index] or Band(missing, missing) for index in scored]
    return np.concatenate([band.lower for band in chosen]), np.concatenate([band.upper for band in chosen])


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
            actual=float(past.actual[lead]) if past.weights is None or past.open_days[lead] else None,
        )
        for (past, lead), low, high in zip(days, lower, upper, strict=True)
    )
