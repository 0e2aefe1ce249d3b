"""StatsForecast's automatic models, run in an environment of their own: JSON in from a pipe, JSON out to one.

In: start, values (one a day), origins (days known), horizon. Out: by model, one list of forecasts an origin; never
below zero, as all others.
"""

import json
import sys
import warnings

import numpy as np
from statsforecast.models import MSTL, AutoARIMA, AutoCES, AutoETS, AutoTheta

WEEK_DAYS = 7

warnings.simplefilter("ignore")
asked = json.load(sys.stdin)
values = np.array(asked["values"])
models = [
    AutoARIMA(season_length=WEEK_DAYS),
    MSTL(season_length=WEEK_DAYS),
    AutoETS(season_length=WEEK_DAYS),
    AutoTheta(season_length=WEEK_DAYS),
    AutoCES(season_length=WEEK_DAYS),
]
found = {
    type(model).__name__: [
        np.maximum(model.forecast(y=values[:origin], h=asked["horizon"])["mean"], 0.0).tolist()
        for origin in asked["origins"]
    ]
    for model in models
}
json.dump(found, sys.stdout)
