"""Bands from the backtest's own errors: split conformal quantiles of log(actual / forecast).

Source: Lei et al. (2018), "Distribution-Free Predictive Inference for Regression", section 2; ranks taken per tail.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from backend.forecast.models import FloatArray, open_ahead
from backend.forecast.series import DailySeries

IntArray = npt.NDArray[np.int64]

# Errors of leads this near are pooled: "about as far ahead", and every weekday among them.
NEAR_LEADS_DAYS = 7
MIN_ERRORS = 20
MIN_TOTALS = 8
# Log standard deviation assumed where too few errors are known: an 80% band from 0.28 to 3.6 times the value.
WIDE_LOG_SD = 1.0


@dataclass(frozen=True, slots=True)
class Errors:
    """Known backtest errors, log(actual / forecast), -inf where nothing sold on an open day.

    leads, daily: shape (n,), lead 0 is the first day ahead; totals: one a complete origin; reach: days ahead tested.
    """

    leads: IntArray
    daily: FloatArray
    totals: FloatArray
    reach: int


@dataclass(frozen=True, slots=True)
class Band:
    """Bounds of each day, shape (horizon,), 0 <= lower <= value <= upper."""

    lower: FloatArray
    upper: FloatArray


def _tail(ordered: FloatArray, chance: float) -> float:
    """Upper conformal quantile, at least 0; beyond the largest error it grows as a normal tail would."""
    count = len(ordered)
    rank = int(np.ceil((count + 1) * chance - 1e-9))
    if rank <= count:
        return max(0.0, float(ordered[rank - 1]))
    normal = NormalDist()
    growth = normal.inv_cdf(chance) / normal.inv_cdf(count / (count + 1))
    return max(0.0, float(ordered[-1])) * growth


def log_interval(errors: FloatArray, level: float) -> tuple[float, float]:
    """(lower <= 0, upper >= 0) in log space, holding `level` of exchangeable errors; needs at least two errors."""
    ordered = np.sort(errors)
    chance = (1 + level) / 2
    return -_tail(-ordered[::-1], chance), _tail(ordered, chance)


def wide_band(known: DailySeries, expected: FloatArray, level: float) -> Band:
    """For too short a record: log-normal, never narrower than the sold days' own spread.

    On open days it starts from the mean day where the value is below that, so that a zero has an upper bound too.
    """
    values = np.array(known.values)
    spread = max(WIDE_LOG_SD, float(np.log(values[values > 0]).std())) if (values > 0).any() else WIDE_LOG_SD
    reach = np.exp(spread * NormalDist().inv_cdf((1 + level) / 2))
    floor = np.where(open_ahead(known, len(expected)), values.mean(), 0.0)
    return Band(expected / reach, np.maximum(expected, floor) * reach)


def conformal_band(errors: Errors, expected: FloatArray, level: float) -> Band | None:
    """One band a lead from errors about as far ahead; None with too few errors.

    Beyond the backtested reach the last band widens with the square root of the lead, as a random walk does.
    """
    if len(errors.daily) < MIN_ERRORS:
        return None
    bounds = np.empty((len(expected), 2))
    for lead in range(len(expected)):
        within = min(lead, errors.reach - 1)
        near = errors.daily[np.abs(errors.leads - within) <= NEAR_LEADS_DAYS]
        chosen = near if len(near) >= MIN_ERRORS else errors.daily
        bounds[lead] = np.array(log_interval(chosen, level)) * np.sqrt(max(1.0, (lead + 1) / errors.reach))
    return Band(expected * np.exp(bounds[:, 0]), expected * np.exp(bounds[:, 1]))


def total_interval(errors: Errors, value: float, horizon: int, level: float) -> tuple[float, float] | None:
    """The band of the horizon's sum, from the sums of the backtest's origins; None with too few of them."""
    if len(errors.totals) < MIN_TOTALS:
        return None
    lower, upper = log_interval(errors.totals, level)
    widening = np.sqrt(max(1.0, horizon / errors.reach))
    return value * float(np.exp(lower * widening)), value * float(np.exp(upper * widening))
