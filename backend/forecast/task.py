"""What worker processes are asked to do; light to import, as the serving process does."""

from dataclasses import dataclass

from backend.forecast.result import Anomaly, Forecast
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


@dataclass(frozen=True, slots=True)
class DailyAnomalies:
    """Days on which a series stands out, or its ratio to `divisor`; mirrored: amounts are sizes of what is negative."""

    history: DailySeries
    divisor: DailySeries | None = None
    mirrored: bool = False

    def run(self) -> tuple[Anomaly, ...]:
        from backend.forecast.anomalies import stand_out
        from backend.forecast.daily import ratio

        series = self.history if self.divisor is None else ratio(self.history, self.divisor)
        return stand_out(series, mirrored=self.mirrored)


@dataclass(frozen=True, slots=True)
class PartForecasts:
    """The forecast of a whole, and what each part of it is expected to bring; parts, in their order, make the whole."""

    whole: DailyForecast
    parts: tuple[DailySeries, ...]

    def run(self) -> tuple[Forecast, tuple[tuple[float, ...], ...]]:
        import numpy as np

        from backend.forecast.parts import reconciled

        whole = self.whole.run()
        days = np.array([point.value for point in whole.points])
        return whole, tuple(tuple(part) for part in reconciled(list(self.parts), days).tolist())


@dataclass(frozen=True, slots=True)
class ManyForecasts:
    """Forecasts of several series; None for one without a sale."""

    tasks: tuple[DailyForecast, ...]

    def run(self) -> tuple[Forecast | None, ...]:
        return tuple(task.run() if task.history.complete().selling_days() else None for task in self.tasks)
