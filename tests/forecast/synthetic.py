"""Series whose truth is known."""

from datetime import date, timedelta

import numpy as np

from backend.forecast.series import DailySeries

MONDAY = date(2024, 1, 1)
# Factor of each weekday from Monday; closed on Saturday.
WEEK = (1.0, 1.2, 0.9, 1.1, 1.4, 0.0, 0.6)
BASE = 1_000.0


def truth(start: date, days: int) -> list[float]:
    """The expected amount of each day: no trend, a weekly pattern, nothing on Saturdays."""
    return [BASE * WEEK[(start + timedelta(days=day)).weekday()] for day in range(days)]


def weekly(days: int, noise: float = 0.1, seed: int = 1) -> DailySeries:
    """The truth times log-normal noise of mean one."""
    factors = np.random.default_rng(seed).lognormal(-(noise**2) / 2, noise, days)
    return shop([float(value * factor) for value, factor in zip(truth(MONDAY, days), factors, strict=True)])


def shop(values: list[float], newest_is_partial: bool = False) -> DailySeries:
    """A whole shop's series: open exactly on the days with an amount."""
    return DailySeries(MONDAY, tuple(values), tuple(value > 0 for value in values), newest_is_partial)


def one_of_many(values: list[float]) -> DailySeries:
    """A product's series in a shop that opens every day."""
    return DailySeries(MONDAY, tuple(values), (True,) * len(values), newest_is_partial=False)
