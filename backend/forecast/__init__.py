"""Forecasts that show their record: candidates, rolling-origin backtest, calibrated bands, worker processes, cache.

Importing this package is light; NumPy and Prophet are imported by the worker processes alone.
"""

from backend.forecast.forecasts import Forecasts
from backend.forecast.request import ForecastRequest
from backend.forecast.result import Backtest, Forecast, ForecastPoint, ForecastTotal
from backend.forecast.series import DailySeries
from backend.forecast.workers import ForecastWorkers

__all__ = [
    "Backtest",
    "DailySeries",
    "Forecast",
    "ForecastPoint",
    "ForecastRequest",
    "ForecastTotal",
    "ForecastWorkers",
    "Forecasts",
]
