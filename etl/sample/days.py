"""The sample's calendar: how busy each day is, and the business clock that runs with it."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from etl.sample.truths import TRUTHS

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

DAYS = (TRUTHS.last_day - TRUTHS.first_day).days + 1
MONTHS = 24
WEEKDAY_LEVEL = (1.05, 1.10, 1.04, 1.16, 0.95, 0.42, 0.0)
SEASON_AT = ("01-01", "01-15", "02-15", "03-15", "04-15", "05-15", "06-15", "07-15", "08-15", "09-15", "10-15", "11-14",
             "12-06", "12-19", "12-31")  # fmt: skip
SEASON_LEVEL = (0.60, 0.80, 0.85, 0.95, 0.93, 0.97, 0.92, 0.84, 0.80, 1.04, 1.24, 1.78, 1.42, 0.74, 0.42)
OPENING_HOURS = np.arange(8, 19)
HOUR_LEVEL = np.array([3.0, 7.5, 11.5, 13.0, 17.0, 15.0, 12.5, 10.5, 6.5, 2.8, 0.7])
SATURDAY_HOUR_LEVEL = np.array([0.0, 14.0, 30.0, 28.0, 20.0, 8.0, 0.0, 0.0, 0.0, 0.0, 0.0])


@dataclass(frozen=True)
class Calendar:
    """Day by day: date, weekday (0 Monday), month since the first, busyness, and the business clock at midnight.

    One unit of the business clock is an average day, so that rates a day mean what they say over a year.
    """

    dates: npt.NDArray[np.datetime64]
    weekday: IntArray
    month: IntArray
    clock: FloatArray
    open_on_or_after: IntArray

    @property
    def end(self) -> float:
        """The business clock when the last day closes."""
        return float(self.clock[-1])

    def day_of(self, clock: FloatArray) -> IntArray:
        """The day in which each reading of the business clock falls; never a closed one."""
        return np.searchsorted(self.clock, clock, side="right").astype(np.int64) - 1


def day_index(day: date) -> int:
    """Days since the first day of the sample."""
    return (day - TRUTHS.first_day).days


def month_index(day: date) -> int:
    """Months since the first month of the sample."""
    return (day.year - TRUTHS.first_day.year) * 12 + day.month - TRUTHS.first_day.month


def trading_calendar() -> Calendar:
    """Builds the calendar from the planted season, closing days, dip, trade fairs and outage."""
    dates = np.datetime64(TRUTHS.first_day, "D") + np.arange(DAYS)
    month = (dates.astype("datetime64[M]") - dates[0].astype("datetime64[M]")).astype(np.int64)
    weekday = (dates.astype(np.int64) + 3) % 7
    busyness = np.asarray(WEEKDAY_LEVEL)[weekday] * _season(dates)
    busyness[[day_index(day) for day in TRUTHS.holidays]] = 0.0
    for year in (0, 1):
        busyness[month // 12 == year] /= busyness[month // 12 == year].mean()
    busyness[month == month_index(TRUTHS.dip_month)] *= 0.64
    busyness[[day_index(day) for day in TRUTHS.fair_days]] *= 2.1
    busyness[day_index(TRUTHS.outage_day)] *= 0.12
    busyness[0] *= 0.35  # a public holiday: only the web shop took orders
    days = np.arange(DAYS)
    next_open = np.minimum.accumulate(np.where(busyness > 0, days, DAYS)[::-1])[::-1]
    return Calendar(dates, weekday, month, np.concatenate(([0.0], np.cumsum(busyness))), next_open)


def _season(dates: npt.NDArray[np.datetime64]) -> FloatArray:
    since_january = (dates - dates.astype("datetime64[Y]")).astype(np.int64)
    anchors = [(date.fromisoformat(f"2025-{at}") - date(2025, 1, 1)).days for at in SEASON_AT]
    season: FloatArray = np.interp(since_january, anchors, SEASON_LEVEL)
    return season


def minutes_of_day(rng: np.random.Generator, weekday: IntArray) -> IntArray:
    """Draws the minute of the day of each order: a lunch peak on weekdays, mornings on Saturday."""
    levels = np.where((weekday == 5)[:, None], SATURDAY_HOUR_LEVEL, HOUR_LEVEL)
    reached = np.cumsum(levels, axis=1) / levels.sum(axis=1, keepdims=True)
    hour: IntArray = OPENING_HOURS[(rng.random(weekday.size)[:, None] > reached).sum(axis=1)]
    return hour * 60 + rng.integers(0, 60, weekday.size)
