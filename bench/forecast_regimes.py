"""Made series of known kinds, one seed each, for what a single shop's data cannot show."""

from datetime import date

import numpy as np

from backend.forecast.models import FloatArray
from backend.forecast.series import DailySeries

START = date(2022, 1, 3)
WEEK = np.array([1.0, 1.2, 0.9, 1.1, 1.4, 0.0, 0.6])


def _noise(days: int, seed: int, spread: float = 0.25) -> FloatArray:
    return np.random.default_rng(seed).lognormal(-(spread**2) / 2, spread, days)


def _shop(values: FloatArray) -> DailySeries:
    return DailySeries(START, tuple(values.tolist()), tuple((values > 0).tolist()), False)


def _trend() -> DailySeries:
    """Grows by half in 400 days; closed on Saturdays."""
    days = np.arange(400)
    return _shop(1_000 * (1 + 0.5 * days / 400) * WEEK[days % 7] * _noise(400, 1))


def _shift() -> DailySeries:
    """Doubles for good after 280 of 400 days."""
    days = np.arange(400)
    return _shop(1_000 * np.where(days < 280, 1.0, 2.0) * WEEK[days % 7] * _noise(400, 2))


def _intermittent() -> DailySeries:
    """A product bought on a quarter of the days, in a shop that opens daily."""
    random = np.random.default_rng(3)
    values = np.where(random.random(400) < 0.25, 50 * _noise(400, 4, 0.5), 0.0)
    return DailySeries(START, tuple(values.tolist()), (True,) * 400, False)


def _yearly() -> DailySeries:
    """Two and a half years whose season swings by two fifths about the mean."""
    days = np.arange(912)
    return _shop(1_000 * (1 + 0.4 * np.sin(2 * np.pi * days / 365.25)) * WEEK[days % 7] * _noise(912, 5))


REGIMES = {
    "trend with weekly pattern": _trend(),
    "level shift": _shift(),
    "intermittent product": _intermittent(),
    "yearly pattern": _yearly(),
}
