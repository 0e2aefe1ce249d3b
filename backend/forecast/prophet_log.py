"""Prophet on log revenue. Import it in worker processes only: Prophet takes seconds to import."""

import logging
import warnings
from datetime import timedelta

import numpy as np

from backend.forecast.models import FloatArray, Model, open_ahead, sale_chance
from backend.forecast.series import DailySeries

with warnings.catch_warnings():
    # Deprecations inside Prophet's own imports are not this product's to mend.
    warnings.simplefilter("ignore")
    import pandas as pd  # type: ignore[import-untyped]
    from prophet import Prophet

for _name in ("prophet", "prophet.plot", "cmdstanpy"):
    # cmdstanpy resets its logger's level when it first speaks; what fails is raised anyway.
    logging.getLogger(_name).disabled = True

YEARLY_FROM_DAYS = 730
SEED = 20111209
# Prophet fits by Newton steps below 100 days, by L-BFGS above. Newton is there well within 200, and on a series
# without noise would take seconds more to sharpen what is already exact.
NEWTON_BELOW_DAYS = 100
NEWTON_STEPS, LBFGS_STEPS = 200, 10_000
# No median day beyond twice the record day or below half the worst: a log trend run a year ahead explodes.
LOG_ROOM = float(np.log(2.0))
# A day is a one-off, and fitted as less, only beyond ten times the median day and five robust deviations.
GIANT_LOG = float(np.log(10.0))
GIANT_DEVIATIONS = 5 * 1.4826


def has_yearly_term(known: DailySeries) -> bool:
    """A yearly term needs two full years: with less it takes one year's noise for the season."""
    return len(known) >= YEARLY_FROM_DAYS


def _without_giants(logs: FloatArray) -> FloatArray:
    """Logs clipped about their median; the deviation is 1.4826 x MAD (Rousseeuw and Croux 1993)."""
    middle = np.median(logs)
    reach = max(GIANT_LOG, GIANT_DEVIATIONS * float(np.median(np.abs(logs - middle))))
    return np.clip(logs, middle - reach, middle + reach)


def _predict(known: DailySeries, horizon: int) -> FloatArray:
    """Expected revenue: exp(log forecast) x Duan's smearing factor x chance of a sale, zero on closed weekdays.

    Source of the factor: Duan (1983), "Smearing Estimate: A Nonparametric Retransformation Method", JASA 78.
    """
    values = np.array(known.values)
    sold = np.flatnonzero(values > 0)
    logs = _without_giants(np.log(values[sold]))
    days = [known.start + timedelta(days=int(index)) for index in (*sold, *range(len(known), len(known) + horizon))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = Prophet(
            yearly_seasonality=has_yearly_term(known),
            weekly_seasonality=True,
            daily_seasonality=False,
            uncertainty_samples=0,
        )
        dates = pd.to_datetime(days)
        steps = NEWTON_STEPS if len(sold) < NEWTON_BELOW_DAYS else LBFGS_STEPS
        model.fit(pd.DataFrame({"ds": dates[: len(sold)], "y": logs}), seed=SEED, iter=steps)
        fitted = model.predict(pd.DataFrame({"ds": dates}))["yhat"].to_numpy(dtype=np.float64)
        if model.stan_backend is not None:
            model.stan_backend.cleanup()
    smearing = float(np.exp(logs - fitted[: len(sold)]).mean())
    ahead = np.clip(fitted[len(sold) :], logs.min() - LOG_ROOM, logs.max() + LOG_ROOM)
    expected = np.exp(ahead) * smearing * sale_chance(known)
    return np.where(open_ahead(known, horizon), expected, 0.0)


PROPHET_LOG = Model("Prophet on log revenue", _predict)
