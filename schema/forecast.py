"""Forecasts, shown with their record."""

from datetime import date
from typing import Self

import strawberry

from backend.errors import BadInput
from backend.forecast import result
from schema.enums import Granularity, Metric


@strawberry.type
class ForecastPoint:
    date: date
    value: float | None
    lower: float | None
    upper: float | None
    actual: float | None

    @classmethod
    def of(cls, point: result.ForecastPoint) -> Self:
        return cls(date=point.date, value=point.value, lower=point.lower, upper=point.upper, actual=point.actual)


@strawberry.type(description="The sum over the horizon, with a band of its own.")
class ForecastTotal:
    value: float
    lower: float
    upper: float


@strawberry.type(description="Rolling-origin, out of sample; coverage is the share of open days inside the band.")
class Backtest:
    origins: int
    horizon: int
    wape: float | None
    mape: float | None
    mase: float | None
    bias: float | None
    coverage: float | None
    baseline: str
    baseline_wape: float | None
    points: list[ForecastPoint]

    @classmethod
    def of(cls, found: result.Backtest) -> Self:
        return cls(
            origins=found.origins,
            horizon=found.horizon,
            wape=found.wape,
            mape=found.mape,
            mase=found.mase,
            bias=found.bias,
            coverage=found.coverage,
            baseline=found.baseline,
            baseline_wape=found.baseline_wape,
            points=[ForecastPoint.of(point) for point in found.points],
        )


@strawberry.type
class Forecast:
    metric: Metric
    level: float
    model: str
    history: list[ForecastPoint]
    points: list[ForecastPoint]
    total: ForecastTotal | None
    backtest: Backtest | None

    @classmethod
    def of(cls, found: result.Forecast) -> Self:
        total = found.total
        return cls(
            metric=Metric.REVENUE,
            level=found.level,
            model=found.model,
            history=[ForecastPoint.of(point) for point in found.history],
            points=[ForecastPoint.of(point) for point in found.points],
            total=ForecastTotal(value=total.value, lower=total.lower, upper=total.upper) if total else None,
            backtest=Backtest.of(found.backtest) if found.backtest else None,
        )


def check_forecast(metric: Metric, granularity: Granularity) -> None:
    """Raise BadInput for what is not forecast."""
    if metric is not Metric.REVENUE:
        raise BadInput(f"forecasts of {metric.name} are not offered; ask for REVENUE", field="metric")
    if granularity is not Granularity.DAY:
        raise BadInput(f"forecasts by {granularity.name} are not offered; ask for DAY", field="granularity")
