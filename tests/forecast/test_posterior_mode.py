"""The posterior mode against the one that Stan finds."""

import warnings

import numpy as np
import pytest

from backend.forecast.posterior_mode import PosteriorMode
from tests.forecast.synthetic import weekly

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("noise", [0.1, 0.5])
def test_it_fits_as_stan_does(noise: float) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas as pd
        from prophet import Prophet
    history = weekly(300, noise=noise)
    logs = np.log([value or 1e3 for value in history.values])
    frame = pd.DataFrame({"ds": pd.date_range("2024-01-01", periods=300), "y": logs})
    ahead = pd.DataFrame({"ds": pd.date_range("2024-01-01", periods=330)})
    fitted = []
    for own in (False, True):
        model = Prophet(yearly_seasonality=False, daily_seasonality=False, uncertainty_samples=0)
        if own:
            model.stan_backend = PosteriorMode()
        model.fit(frame)
        fitted.append(model.predict(ahead)["yhat"].to_numpy())
    assert np.abs(fitted[0] - fitted[1]).max() < 0.02
