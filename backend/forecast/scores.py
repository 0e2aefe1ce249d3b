"""Forecast errors as the field defines them; arrays of one shape, None where the denominator is zero or empty.

Sources: Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", 3rd ed., 5.8 (MAPE, MASE);
Kolassa and Schuetz (2007), "Advantages of the MAD/Mean ratio over the MAPE" (WAPE).
"""

import numpy as np

from backend.forecast.models import WEEK_DAYS, BoolArray, FloatArray


def wape(actual: FloatArray, forecast: FloatArray) -> float | None:
    """Sum of absolute errors / sum of actuals, every day counted."""
    total = float(actual.sum())
    return float(np.abs(forecast - actual).sum()) / total if total > 0 else None


def mape(actual: FloatArray, forecast: FloatArray) -> float | None:
    """Mean of |error| / actual over days with an actual above zero."""
    sold = actual > 0
    return float((np.abs(forecast - actual)[sold] / actual[sold]).mean()) if sold.any() else None


def bias(actual: FloatArray, forecast: FloatArray) -> float | None:
    """Sum of (forecast - actual) / sum of actuals."""
    total = float(actual.sum())
    return float((forecast - actual).sum()) / total if total > 0 else None


def naive_scale(training: FloatArray) -> float:
    """Mean absolute error of the seasonal naive (one week) within the training span; 0 where unknown."""
    if len(training) <= WEEK_DAYS:
        return 0.0
    return float(np.abs(training[WEEK_DAYS:] - training[:-WEEK_DAYS]).mean())


def mase(actual: FloatArray, forecast: FloatArray, scale: FloatArray) -> float | None:
    """Mean of |error| / scale, scale being `naive_scale` of each day's own training span."""
    known = scale > 0
    return float((np.abs(forecast - actual)[known] / scale[known]).mean()) if known.any() else None


def coverage(actual: FloatArray, lower: FloatArray, upper: FloatArray, open_days: BoolArray) -> float | None:
    """Share of open days with a band (NaN: none) whose actual lies within it."""
    counted = open_days & ~np.isnan(lower)
    inside = (actual >= lower) & (actual <= upper)
    return float(inside[counted].mean()) if counted.any() else None
