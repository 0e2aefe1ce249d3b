"""The Theta method on a series freed of its weekdays: exponential smoothing and half the trend.

Sources: Assimakopoulos and Nikolopoulos (2000), "The theta model"; Hyndman and Billah (2003), "Unmasking the Theta
method" (equal to simple exponential smoothing with half the slope of the trend line as its drift).
"""

import numpy as np

from backend.forecast.holidays import closed_on
from backend.forecast.models import WEEK_DAYS, BoolArray, FloatArray, IntArray, Model, open_ahead, without_giants
from backend.forecast.series import DailySeries

PROFILE_WEEKS = 26
START_DAYS = 14
SMOOTHINGS = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.3])


def _theta(known: DailySeries, horizon: int) -> FloatArray:
    """Zero where the shop is closed; the drift counts open days, and does not take the level beyond zero."""
    opened = np.flatnonzero(np.array(known.open_days))
    ahead = open_ahead(known, horizon) & ~closed_on(known, horizon)
    if not len(opened):
        return np.zeros(horizon)
    amounts = without_giants(np.array(known.values)[opened], signed=known.signed)
    profile = _profile(amounts, opened % WEEK_DAYS, opened >= len(known) - PROFILE_WEEKS * WEEK_DAYS)
    plain = amounts / profile[opened % WEEK_DAYS]
    drift = float(np.polyfit(np.arange(len(plain)), plain, 1)[0]) / 2 if len(plain) >= START_DAYS else 0.0
    levels = _level(plain) + drift * np.cumsum(ahead)
    if not known.signed:
        levels = np.maximum(levels, 0.0)
    return np.where(ahead, levels * profile[(len(known) + np.arange(horizon)) % WEEK_DAYS], 0.0)


def _profile(amounts: FloatArray, phase: IntArray, recent: BoolArray) -> FloatArray:
    """Each weekday's mean over the overall mean of the open days; 1 where that says nothing."""
    overall = float(amounts[recent].mean()) if recent.any() else 0.0
    factors = np.ones(WEEK_DAYS)
    for day in range(WEEK_DAYS):
        chosen = amounts[recent & (phase == day)]
        if overall > 0 and len(chosen) and chosen.mean() > 0:
            factors[day] = chosen.mean() / overall
    return factors


def _level(plain: FloatArray) -> float:
    """The last level of simple exponential smoothing, by the smoothing with the least squared one-step errors."""
    level = np.full(len(SMOOTHINGS), plain[:START_DAYS].mean())
    squares = np.zeros(len(SMOOTHINGS))
    for step, value in enumerate(plain):
        error = value - level
        if step >= START_DAYS:
            squares += error**2
        level = level + SMOOTHINGS * error
    return float(level[int(squares.argmin())])


THETA = Model("Theta", _theta)
