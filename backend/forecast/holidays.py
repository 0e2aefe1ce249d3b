"""Holidays of the shop's main country, and which of them it keeps closed: learnt from its own past."""

import warnings
from datetime import date
from functools import lru_cache

import numpy as np

from backend.forecast.models import BoolArray
from backend.forecast.series import DailySeries

# Every holiday seen was kept, and there were this many: the next ones are expected to be kept too.
KEPT_AFTER_SEEN = 3


def holiday_calendar(known: DailySeries, horizon: int) -> dict[date, str]:
    """Names by day, from the series' start to the end of the horizon; none for a country that is not known."""
    if known.country is None:
        return {}
    last = known.day(len(known) + horizon)
    named = _holidays(known.country, known.start.year, last.year)
    return {day: name for day, name in named.items() if known.start <= day <= last}


def closed_on(known: DailySeries, horizon: int) -> BoolArray:
    """Which of the next days are holidays that the shop will keep, going by those that fell on its open weekdays."""
    closed_weekdays = known.closed_weekdays()
    days = [day for day in holiday_calendar(known, horizon) if day.weekday() not in closed_weekdays]
    seen = [(day - known.start).days for day in days if day < known.day(len(known))]
    kept = len(seen) >= KEPT_AFTER_SEEN and not any(known.open_days[index] for index in seen)
    ahead = set(days) if kept else set()
    return np.array([known.day(len(known) + lead) in ahead for lead in range(horizon)], dtype=np.bool_)


@lru_cache(maxsize=64)
def _holidays(country: str, first: int, last: int) -> dict[date, str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from prophet.make_holidays import make_holidays_df

        try:
            found = make_holidays_df(list(range(first, last + 1)), _code(country))
        except AttributeError:
            return {}
    return {stamp.date(): str(name) for stamp, name in zip(found["ds"], found["holiday"], strict=True)}


def _code(country: str) -> str:
    """The name as the calendar library spells classes: "United Kingdom" is UnitedKingdom."""
    return {"eire": "Ireland", "usa": "UnitedStates"}.get(country.casefold(), country.title().replace(" ", ""))
