"""Bands from the backtest's own errors: split conformal quantiles, each tail by itself, at a level that has held.

Sources: Lei et al. (2018), "Distribution-Free Predictive Inference for Regression", section 2; Gibbs and Candès (2021),
"Adaptive Conformal Inference Under Distribution Shift" (the level asked for is moved by how far past bands missed it).
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from backend.forecast.models import FloatArray, open_ahead
from backend.forecast.quantiles import interval
from backend.forecast.rolls import Errors, Roll, deviated, known_errors, size_of_day, sum_errors
from backend.forecast.series import DailySeries

# Errors of leads this near are pooled: "about as far ahead", and every weekday among them.
NEAR_LEADS_DAYS = 7
MIN_ERRORS = 20
MIN_TOTALS = 8
# Log standard deviation assumed where too few errors are known: an 80% band from 0.28 to 3.6 times the value.
WIDE_LOG_SD = 1.0
# A level is corrected once bands of this many days have been seen to hold or not, and to no more than this.
MIN_SEEN_DAYS = 30
HIGHEST_LEVEL = 0.995


@dataclass(frozen=True, slots=True)
class Band:
    """Bounds of each day, shape (horizon,), lower <= value <= upper."""

    lower: FloatArray
    upper: FloatArray


# The band a model would publish, given the errors seen so far, what is known, the expected values and the level.
Banding = Callable[[Errors, DailySeries, FloatArray, float], Band | None]


def wide_band(known: DailySeries, expected: FloatArray, level: float) -> Band:
    """For too short a record: log-normal, never narrower than the sold days' own spread.

    On open days it starts from the mean day where the value is below that, so that a zero has an upper bound too.
    Amounts that may be negative get a normal band of the same kind.
    """
    values = np.array(known.values)
    times = NormalDist().inv_cdf((1 + level) / 2)
    scale = size_of_day(known)
    opened = open_ahead(known, len(expected))
    if scale is not None:
        reach = np.where(opened, times * max(scale, float(values.std())), 0.0)
        return Band(expected - reach, expected + reach)
    spread = max(WIDE_LOG_SD, float(np.log(values[values > 0]).std())) if (values > 0).any() else WIDE_LOG_SD
    floor = np.where(opened, values.mean(), 0.0)
    return Band(expected / np.exp(spread * times), np.maximum(expected, floor) * np.exp(spread * times))


def conformal_band(errors: Errors, known: DailySeries, expected: FloatArray, level: float) -> Band | None:
    """One band a lead from errors about as far ahead; None with too few errors.

    Beyond the backtested reach the last band widens with the square root of the lead, as a random walk does.
    """
    if len(errors.daily) < MIN_ERRORS:
        return None
    bounds = np.empty((len(expected), 2))
    for lead in range(min(len(expected), errors.reach)):
        near = errors.daily[np.abs(errors.leads - lead) <= NEAR_LEADS_DAYS]
        bounds[lead] = interval(np.sort(near if len(near) >= MIN_ERRORS else errors.daily).tolist(), level)
    beyond = np.arange(errors.reach, len(expected))
    bounds[beyond] = bounds[min(errors.reach, len(expected)) - 1] * np.sqrt((beyond + 1) / errors.reach)[:, None]
    scale = size_of_day(known)
    lower, upper = (deviated(expected, bounds[:, side], scale) for side in (0, 1))
    if scale is None:
        return Band(lower, upper)
    opened = open_ahead(known, len(expected))
    return Band(np.where(opened, lower, expected), np.where(opened, upper, expected))


def corrected_level(level: float, rolls: list[Roll], bands: list[Band | None], known_days: int) -> float:
    """The level to ask for at `known_days`, higher by as much as the bands of earlier origins have held too few days.

    bands: those of the rolls, each from what was known at its origin and at the level itself.
    """
    held = seen = 0
    for past, band in zip(rolls, bands, strict=True):
        passed = max(0, min(len(past.actual), known_days - past.origin))
        if band is None or not passed:
            continue
        inside = (past.actual >= band.lower) & (past.actual <= band.upper)
        held += int((inside & past.open_days)[:passed].sum())
        seen += int(past.open_days[:passed].sum())
    missed = level - held / seen if seen >= MIN_SEEN_DAYS else 0.0
    return min(max(level, level + missed), max(level, HIGHEST_LEVEL))


def calibrated(
    history: DailySeries, rolls: list[Roll], banding: Banding, level: float
) -> tuple[list[Band | None], float]:
    """Each roll's band as it would have been published at its origin, and the level to ask for today.

    At every origin the level is corrected by what was known there.
    """

    def at(past: Roll, asked: float) -> Band | None:
        return banding(known_errors(rolls, past.origin), history.head(past.origin), past.forecast, asked)

    plain = [at(past, level) for past in rolls]
    published = [at(past, corrected_level(level, rolls, plain, past.origin)) for past in rolls]
    return published, corrected_level(level, rolls, plain, len(history))


def sum_deviations(rolls: list[Roll], first: int, end: int, known_days: int) -> tuple[float, ...]:
    """Errors of the leads first..end-1 together, from the same leads at past origins; none where too few are known.

    Leads beyond those tested take the errors of the last ones that were, wider by the square root of the distance.
    """
    tested = max((len(past.actual) for past in rolls), default=0)
    last = min(end, tested)
    found = sum_errors(rolls, max(0, last - (end - first)), last, known_days) if tested else np.empty(0)
    if len(found) < MIN_TOTALS:
        return ()
    return tuple((found * np.sqrt(max(1.0, end / tested))).tolist())
