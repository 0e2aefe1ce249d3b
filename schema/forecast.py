"""Forecasts, shown with their record."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Self

import strawberry

from backend.errors import BadInput
from backend.forecast import members, record, result
from schema.enums import Metric
from schema.scalars import money


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
class Target:
    chance: float
    required_per_day: Decimal


@strawberry.type
class Forecast:
    made: strawberry.Private[result.Forecast]
    metric: Metric
    level: float
    model: str
    history: list[ForecastPoint]
    points: list[ForecastPoint]
    total: ForecastTotal | None
    backtest: Backtest | None

    @classmethod
    def of(cls, found: result.Forecast, metric: Metric) -> Self:
        total = found.total
        return cls(
            made=found,
            metric=metric,
            level=found.level,
            model=found.model,
            history=[ForecastPoint.of(point) for point in found.history],
            points=[ForecastPoint.of(point) for point in found.points],
            total=ForecastTotal(value=total.value, lower=total.lower, upper=total.upper) if total else None,
            backtest=Backtest.of(found.backtest) if found.backtest else None,
        )

    @strawberry.field(description="Chance that the horizon's total reaches the amount.")
    def target(self, amount: Decimal) -> Target | None:
        if self.made.total is None:
            raise BadInput(f"a forecast of {self.metric.name} has no total; ask for another metric", field="metric")
        found = self.made.total.target(float(amount))
        per_day = Decimal(str(round(found.required_per_day, 2)))
        return Target(chance=found.chance, required_per_day=money(per_day))


@strawberry.enum
class ForecastDimension(Enum):
    COUNTRY = "country"
    PRODUCT = "product"


@strawberry.type(description="One member's part of the forecast; `member` is null for all others together.")
class ForecastPart:
    member: str | None
    total: float
    points: list[ForecastPoint]

    @classmethod
    def of(cls, part: members.PartForecast, whole: result.Forecast) -> Self:
        days = zip(whole.points, part.values, strict=True)
        return cls(
            member=part.member,
            total=sum(part.values),
            points=[ForecastPoint(date=d.date, value=value, lower=None, upper=None, actual=None) for d, value in days],
        )


@strawberry.type(description="A day unlike those around it; score counts robust deviations, from 3.5 on either side.")
class Anomaly:
    date: date
    value: float
    expected: float
    lower: float
    upper: float
    score: float

    @classmethod
    def of(cls, found: result.Anomaly) -> Self:
        return cls(**{name: getattr(found, name) for name in ("date", "value", "expected", "lower", "upper", "score")})


@strawberry.type(description="A forecast as it was published, against the complete days that came since.")
class ForecastScore:
    published_at: datetime
    dataset_version: str
    horizon: int
    days: int
    wape: float | None
    bias: float | None
    coverage: float | None
    baseline_wape: float | None

    @classmethod
    def of(cls, found: record.ForecastScore) -> Self:
        return cls(
            published_at=found.published_at,
            dataset_version=str(found.dataset_version),
            horizon=found.horizon,
            days=found.days,
            wape=found.wape,
            bias=found.bias,
            coverage=found.coverage,
            baseline_wape=found.baseline_wape,
        )
