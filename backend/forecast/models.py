"""Candidate models, one signature: what is known, days ahead -> expected amount of each day, shape (horizon,)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backend.forecast.series import DailySeries

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

WEEK_DAYS = 7
BASELINE_WEEKS = 4
CHANCE_DAYS = 56
# A day is a one-off, and learnt from as less, only beyond ten times the median day and five robust deviations.
GIANT_TIMES = 10.0
GIANT_DEVIATIONS = 5 * 1.4826


@dataclass(frozen=True, slots=True)
class Model:
    """A named way to forecast; `predict` sees nothing but the series it is given."""

    name: str
    predict: Callable[[DailySeries, int], FloatArray]


def open_ahead(known: DailySeries, horizon: int) -> BoolArray:
    """Which of the next `horizon` days the shop is expected to open, by its closed weekdays."""
    closed = known.closed_weekdays()
    return np.array([known.day(len(known) + lead).weekday() not in closed for lead in range(horizon)])


def sale_chance(known: DailySeries) -> float:
    """Chance of any sale on an open day, in the last eight weeks since the first: 1 for a shop, less for a product.

    Jeffreys' estimate (k + 1/2) / (n + 1) where a day without a sale was seen, so that a pause never means "never".
    """
    since_first = len(known) - next((day for day, value in enumerate(known.values) if value > 0), 0)
    recent = known.tail(min(CHANCE_DAYS, since_first))
    opened = sum(recent.open_days)
    sold = recent.selling_days()
    return 1.0 if sold >= opened else (sold + 0.5) / (opened + 1)


def without_giants(amounts: FloatArray, *, signed: bool) -> FloatArray:
    """One-offs cut to the limit above which they are one; what sold nothing is left out of the measure.

    Amounts above zero are measured on logs, about their median; those that may be negative on their own scale. The
    deviation is 1.4826 x MAD (Rousseeuw and Croux 1993).
    """
    sold = amounts[amounts != 0]
    if not len(sold):
        return amounts
    scale = sold if signed else np.log(sold)
    middle = float(np.median(scale))
    deviation = GIANT_DEVIATIONS * float(np.median(np.abs(scale - middle)))
    if signed:
        reach = max(GIANT_TIMES * abs(middle), deviation)
        return np.clip(amounts, middle - reach, middle + reach)
    reach = max(float(np.log(GIANT_TIMES)), deviation)
    low, high = np.exp(middle - reach), np.exp(middle + reach)
    return np.where(amounts > 0, np.clip(amounts, low, high), 0.0)


def _seasonal_naive(known: DailySeries, horizon: int) -> FloatArray:
    week = np.array(known.tail(WEEK_DAYS).values)
    return np.resize(week, horizon)


def _weekday_mean(known: DailySeries, horizon: int) -> FloatArray:
    """Mean of the same weekday over four weeks, closed days counted; of all days for an open weekday not yet seen."""
    recent = known.tail(BASELINE_WEEKS * WEEK_DAYS)
    values = np.array(recent.values)
    ahead = (np.arange(horizon) + len(recent)) % WEEK_DAYS
    means = np.full(WEEK_DAYS, values.mean())
    for phase in range(min(WEEK_DAYS, len(recent))):
        means[phase] = values[phase::WEEK_DAYS].mean()
    return np.where(open_ahead(known, horizon), means[ahead], 0.0)


SEASONAL_NAIVE = Model("Seasonal naive (same weekday of the last week)", _seasonal_naive)
WEEKDAY_MEAN = Model("Weekday mean of the last four weeks", _weekday_mean)
BASELINES = (SEASONAL_NAIVE, WEEKDAY_MEAN)
