"""Rolling origins: forecasts made as if at past days, from nothing but what was known then, and their errors."""

from dataclasses import dataclass

import numpy as np

from backend.forecast.models import WEEK_DAYS, BoolArray, FloatArray, IntArray
from backend.forecast.series import DailySeries

MAX_ORIGINS = 26
MIN_SELLING_DAYS = 14
SCALE_DAYS = 56


@dataclass(frozen=True, slots=True)
class Roll:
    """One origin's forecast beside what came: `origin` days were known; arrays of shape (horizon,).

    open_days: the days that count; scale: the size of a day known then, for amounts that may be negative, else None.
    weights: of a ratio, its denominators as forecast and as they came: several days' ratio is their weighted mean.
    """

    origin: int
    forecast: FloatArray
    actual: FloatArray
    open_days: BoolArray
    scale: float | None = None
    weights: tuple[FloatArray, FloatArray] | None = None

    def sums(self, first: int, end: int) -> tuple[float, float]:
        """The forecast and what came of leads first..end-1 together; NaN for a ratio without a denominator."""
        parts = slice(first, end)
        if self.weights is None:
            return float(self.forecast[parts].sum()), float(self.actual[parts].sum())
        return tuple(weighted(amounts[parts], weight[parts]) for amounts, weight in self._pairs())  # type: ignore[return-value]

    def _pairs(self) -> tuple[tuple[FloatArray, FloatArray], ...]:
        weights = self.weights or (np.ones(0), np.ones(0))
        return (self.forecast, weights[0]), (self.actual, weights[1])


@dataclass(frozen=True, slots=True)
class Errors:
    """Errors that are known: log(actual / forecast), -inf where nothing sold on an open day; or, of amounts that may be
    negative, (actual - forecast) / scale.

    leads, daily: shape (n,), lead 0 is the first day ahead; totals: one a complete origin; reach: days ahead tested.
    """

    leads: IntArray
    daily: FloatArray
    totals: FloatArray
    reach: int


def weighted(amounts: FloatArray, weights: FloatArray) -> float:
    """The weighted mean; NaN without weight."""
    whole = float(weights.sum())
    return float((amounts * weights)[weights > 0].sum()) / whole if whole > 0 else float("nan")


def horizon_tested(days: int, horizon: int) -> int:
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


def size_of_day(known: DailySeries) -> float | None:
    """The mean size of an open day of the last eight weeks, for amounts that may be negative; None for others."""
    if not known.signed:
        return None
    recent = known.tail(SCALE_DAYS)
    sizes = np.abs(np.array(recent.values))[np.array(recent.open_days, dtype=np.bool_)]
    return float(sizes.mean()) if sizes.any() else 1.0


def rolls_of(history: DailySeries, forecasts: list[FloatArray], at: list[int]) -> list[Roll]:
    """The forecasts made at the origins `at`, beside what came."""
    values, opened = np.array(history.values), np.array(history.open_days, dtype=np.bool_)
    return [
        Roll(
            origin,
            forecast,
            values[origin : origin + len(forecast)],
            opened[origin : origin + len(forecast)],
            size_of_day(history.head(origin)),
        )
        for origin, forecast in zip(at, forecasts, strict=True)
    ]


def known_errors(rolls: list[Roll], known_days: int) -> Errors:
    """The errors that were visible once `known_days` days of the series had passed."""
    leads: list[IntArray] = []
    daily: list[FloatArray] = []
    for past in rolls:
        passed = max(0, min(len(past.actual), known_days - past.origin))
        usable = past.open_days & ((past.forecast > 0) | (past.scale is not None))
        counted = np.flatnonzero(usable[:passed])
        leads.append(counted.astype(np.int64))
        daily.append(deviation(past.actual[counted], past.forecast[counted], past.scale))
    lead: IntArray = np.concatenate([np.empty(0, dtype=np.int64), *leads])
    reach = int(lead.max()) + 1 if len(lead) else 0
    longest = max((len(past.actual) for past in rolls), default=0)
    return Errors(lead, np.concatenate([np.empty(0), *daily]), sum_errors(rolls, 0, longest, known_days), reach)


def sum_errors(rolls: list[Roll], first: int, end: int, known_days: int) -> FloatArray:
    """The errors of the leads first..end-1 together, at the origins whose leads up to there have all passed."""
    found = []
    for past in rolls:
        if past.origin + end > known_days or end > len(past.actual):
            continue
        forecast, actual = past.sums(first, end)
        if np.isfinite(forecast) and np.isfinite(actual) and (forecast > 0 or past.scale is not None):
            scale = None if past.scale is None else past.scale * (end - first)
            found.append(float(deviation(np.array(actual), np.array(forecast), scale)))
    return np.array(found)


def deviation(actual: FloatArray, forecast: FloatArray, scale: float | None) -> FloatArray:
    """How far off: on logs, or in units of `scale`."""
    if scale is not None:
        return (actual - forecast) / scale
    with np.errstate(divide="ignore"):
        return np.log(actual / forecast)


def deviated(forecast: FloatArray, by: FloatArray | float, scale: float | None) -> FloatArray:
    """What `deviation` would call off by that much."""
    return forecast * np.exp(by) if scale is None else forecast + np.asarray(by) * scale
