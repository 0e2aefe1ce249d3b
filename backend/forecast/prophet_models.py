"""Prophet's configurations. Import this in worker processes only: Prophet takes seconds to import."""

import logging
import warnings
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from backend.forecast.holidays import closed_on, holiday_calendar
from backend.forecast.models import FloatArray, IntArray, Model, open_ahead, sale_chance, without_giants
from backend.forecast.series import DailySeries

with warnings.catch_warnings():
    # Deprecations inside Prophet's own imports are not this product's to mend.
    warnings.simplefilter("ignore")
    import pandas as pd  # type: ignore[import-untyped]
    from prophet import Prophet

    from backend.forecast.posterior_mode import PosteriorMode

for _name in ("prophet", "prophet.plot", "cmdstanpy"):
    # What fails is raised anyway.
    logging.getLogger(_name).disabled = True

YEARLY_FROM_DAYS = 730
# Prophet's default scale of changes in slope, and four times as much.
STEADY, FLEXIBLE = 0.05, 0.2
# No day beyond twice the record day or below half the worst: a trend run a year ahead explodes.
ROOM = 2.0


@dataclass(frozen=True, slots=True)
class Configuration:
    """What is chosen about Prophet: the scale it is fitted on, and how readily the trend may turn."""

    log: bool
    changepoint_scale: float

    def predict(self, known: DailySeries, horizon: int) -> FloatArray:
        """Expected amounts; zero on closed weekdays and on holidays that were kept.

        On the log scale of days with sales: exp(fit) x Duan's smearing factor x chance of a sale, which is an expected
        value. Source: Duan (1983), "Smearing Estimate: A Nonparametric Retransformation Method", JASA 78.
        """
        values = np.array(known.values)
        learnt = np.flatnonzero(values > 0) if self.log else np.flatnonzero(np.array(known.open_days))
        amounts = without_giants(values[learnt], signed=known.signed)
        scaled = np.log(amounts) if self.log else amounts
        fitted = self._fitted(known, learnt, scaled, horizon)
        ahead = fitted[len(learnt) :]
        if self.log:
            smearing = float(np.exp(scaled - fitted[: len(learnt)]).mean())
            low, high = amounts.min() / ROOM, amounts.max() * ROOM
            expected = np.clip(np.exp(ahead), low, high) * smearing * sale_chance(known)
        else:
            expected = np.clip(ahead, min(0.0, amounts.min() * ROOM), amounts.max() * ROOM)
        return np.where(open_ahead(known, horizon) & ~closed_on(known, horizon), expected, 0.0)

    def _fitted(self, known: DailySeries, learnt: IntArray, scaled: FloatArray, horizon: int) -> FloatArray:
        """The model's values on the days learnt from, then on those ahead."""
        ahead = range(len(known), len(known) + horizon)
        dates = pd.to_datetime([known.start + timedelta(days=int(day)) for day in (*learnt, *ahead)])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = Prophet(
                yearly_seasonality=has_yearly_term(known),
                weekly_seasonality=True,
                daily_seasonality=False,
                uncertainty_samples=0,
                changepoint_prior_scale=self.changepoint_scale,
                holidays=_holidays(known, horizon),
            )
            model.stan_backend = PosteriorMode()
            model.fit(pd.DataFrame({"ds": dates[: len(learnt)], "y": scaled}))
            fitted: FloatArray = model.predict(pd.DataFrame({"ds": dates}))["yhat"].to_numpy(dtype=np.float64)
        return fitted


def has_yearly_term(known: DailySeries) -> bool:
    """A yearly term needs two full years: with less it takes one year's noise for the season."""
    return len(known) >= YEARLY_FROM_DAYS


def _holidays(known: DailySeries, horizon: int) -> "pd.DataFrame | None":
    """The main country's holidays as Prophet takes them; only with two years, as one of each teaches nothing."""
    days = holiday_calendar(known, horizon) if has_yearly_term(known) else {}
    if not days:
        return None
    return pd.DataFrame({"holiday": list(days.values()), "ds": pd.to_datetime(list(days))})


LOG_STEADY = Model("Prophet on logs", Configuration(log=True, changepoint_scale=STEADY).predict)
LOG_FLEXIBLE = Model("flexible Prophet on logs", Configuration(log=True, changepoint_scale=FLEXIBLE).predict)
LEVEL = Model("Prophet", Configuration(log=False, changepoint_scale=STEADY).predict)
