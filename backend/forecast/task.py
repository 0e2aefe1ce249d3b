"""The daily forecast as a task for a worker process."""

from dataclasses import dataclass

from backend.forecast.result import Forecast
from backend.forecast.series import DailySeries
from backend.forecast.telling import PLAIN, Telling


@dataclass(frozen=True, slots=True)
class DailyForecast:
    """The arguments of `forecast_daily`, which its `run` returns."""

    history: DailySeries
    horizon: int
    level: float
    telling: Telling = PLAIN
    divisor: DailySeries | None = None

    def run(self) -> Forecast:
        from backend.forecast.daily import forecast_daily  # NumPy is the worker's to import

        return forecast_daily(self.history, self.horizon, self.level, self.telling, self.divisor)
