"""Published forecasts, kept as they were, and how they did against what came."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from backend.analytics.calendar import Granularity
from backend.analytics.filters import Filters
from backend.analytics.metrics import Metric
from backend.db import Database
from backend.forecast.histories import history
from backend.forecast.request import ForecastRequest
from backend.forecast.result import Forecast

if TYPE_CHECKING:
    from asyncpg import Record

SHOWN = 100

_PUBLISH = """
insert into forecasts
    (dataset_version, metric, filter, level, horizon, model, first_day, expected, lower, upper, baseline)
values ($1, $2, $3::text::jsonb, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (dataset_version, metric, filter, level, horizon, model) do nothing
"""
_PUBLISHED = """
select published_at, dataset_version, horizon, first_day, expected, lower, upper, baseline from forecasts
where metric = $1 and filter = $2::text::jsonb order by published_at desc, forecast_id desc limit $3
"""
_PRODUCTS = """
select filter -> 'products' ->> 0 as product from forecasts
where dataset_version = $1 and metric = $2 and horizon = $3 and level = $4 and model like '%' || $5 || '%'
    and jsonb_typeof(filter -> 'products') = 'array' and jsonb_array_length(filter -> 'products') = 1
"""


@dataclass(frozen=True, slots=True)
class ForecastScore:
    """One published forecast against the complete days that came since; scores are None where none came.

    days: how many of them; coverage: on open days; value added over the baseline: baseline_wape - wape.
    """

    published_at: datetime
    dataset_version: int
    horizon: int
    days: int
    wape: float | None
    bias: float | None
    coverage: float | None
    baseline_wape: float | None


async def publish(db: Database, version: int, request: ForecastRequest, forecast: Forecast) -> None:
    """Keep a daily forecast, unless the same model's for that request and version is there already."""
    if request.granularity is not Granularity.DAY:
        return
    points = forecast.points
    await db.execute(
        _PUBLISH,
        version,
        request.metric.name,
        _canonical(request.filters),
        request.level,
        request.horizon,
        forecast.model,
        points[0].date,
        [point.value for point in points],
        [point.lower for point in points],
        [point.upper for point in points],
        list(forecast.baseline),
    )


async def published_products(db: Database, version: int, horizon: int, level: float, model: str) -> set[str]:
    """Products that have a forecast of their own at this version, by a model whose name holds `model`."""
    return {row["product"] for row in await db.rows(_PRODUCTS, version, Metric.REVENUE.name, horizon, level, model)}


async def record(db: Database, filters: Filters, metric: Metric) -> list[ForecastScore]:
    """The latest forecasts of the metric under this filter, newest first, each with its scores."""
    rows = await db.rows(_PUBLISHED, metric.name, _canonical(filters), SHOWN)
    if not rows:
        return []
    # What came after the filter's last day is what its forecasts were about.
    came = await history(db, replace(filters, end=None), metric)
    known = came.series.complete()
    counts = came.divisor.values if came.divisor else None
    sign = -1.0 if metric is Metric.RETURNS else 1.0
    found = []
    for row in rows:
        first = (row["first_day"] - known.start).days
        days = [day for day in range(row["horizon"]) if 0 <= first + day < len(known)]
        if counts is not None:
            days = [day for day in days if counts[first + day]]
        actual = [sign * known.values[first + day] / (counts[first + day] if counts else 1.0) for day in days]
        opened = [known.open_days[first + day] for day in days]
        found.append(_scored(row, days, actual, opened))
    return found


def _scored(row: "Record", days: list[int], actual: list[float], opened: list[bool]) -> ForecastScore:
    expected, lower, upper, baseline = (
        [row[name][day] for day in days] for name in ("expected", "lower", "upper", "baseline")
    )
    whole, sum_actual = sum(abs(value) for value in actual), sum(actual)
    held = [low <= value <= high for low, value, high, on in zip(lower, actual, upper, opened, strict=True) if on]
    return ForecastScore(
        published_at=row["published_at"],
        dataset_version=row["dataset_version"],
        horizon=row["horizon"],
        days=len(days),
        wape=_error(expected, actual) / whole if whole else None,
        bias=(sum(expected) - sum_actual) / sum_actual if sum_actual else None,
        coverage=sum(held) / len(held) if held else None,
        baseline_wape=_error(baseline, actual) / whole if whole else None,
    )


def _error(forecast: list[float], actual: list[float]) -> float:
    return sum(abs(one - other) for one, other in zip(forecast, actual, strict=True))


def _canonical(filters: Filters) -> str:
    return json.dumps(asdict(filters), default=str)
