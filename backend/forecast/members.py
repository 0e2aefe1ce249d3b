"""The days of a data set's countries or products, for forecasts of all of them."""

from dataclasses import dataclass, replace
from typing import Literal

from backend.analytics.filters import Filters, Scope, resolve
from backend.analytics.metrics import Metric
from backend.analytics.paging import check_first
from backend.analytics.router import sales
from backend.db import Database
from backend.forecast.histories import history
from backend.forecast.request import ForecastRequest
from backend.forecast.result import Forecast
from backend.forecast.series import DailySeries
from backend.forecast.task import PartForecasts

Member = Literal["country", "product"]

_KEYS = {"country": ("country_id", "countries", "name"), "product": ("product_id", "products", "code")}
_DAYS = """
with days as (select {key}, day, sum(revenue) as revenue from ({sales}) scoped group by {key}, day),
largest as (
    select {key}, sum(revenue) as whole from days group by {key} having sum(revenue) > 0
    order by whole desc, {key} limit {first}
)
select {label} as member, array_agg(day order by day) as days, array_agg(revenue::float8 order by day) as amounts
from days join largest using ({key}) join {table} using ({key}) group by {label}, whole order by whole desc, {label}
"""


@dataclass(frozen=True, slots=True)
class PartsRequest:
    """The whole's forecast, and the largest members to tell apart. Raises BadInput unless first is 1..1000."""

    whole: ForecastRequest
    member: Member
    first: int

    def __post_init__(self) -> None:
        check_first(self.first)


@dataclass(frozen=True, slots=True)
class PartForecast:
    """One member's share of the forecast; `member` is None for all others together."""

    member: str | None
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """Who the parts are, and the task whose answer is the whole and one list of days a part."""

    members: tuple[str | None, ...]
    task: PartForecasts

    def run(self) -> tuple[Forecast, tuple[PartForecast, ...]]:
        """In a worker: the whole, then its parts."""
        whole, days = self.task.run()
        return whole, tuple(PartForecast(*each) for each in zip(self.members, days, strict=True))


async def largest(db: Database, filters: Filters, member: Member, first: int) -> dict[str, DailySeries]:
    """Revenue per day of the members with the most revenue, by name or code. Raises BadInput without a day."""
    whole = (await history(db, filters, Metric.REVENUE)).series
    return await _series(db, await resolve(db, filters), whole, member, first)


async def parts(db: Database, request: PartsRequest) -> Parts:
    """The work to be done for a request. Raises BadInput without a day."""
    found = await history(db, request.whole.filters, Metric.REVENUE)
    scope = await resolve(db, request.whole.filters)
    members = await _series(db, scope, found.series, request.member, request.first)
    rest = list(found.series.values)
    for series in members.values():
        rest = [max(0.0, whole - part) for whole, part in zip(rest, series.values, strict=True)]
    others = replace(found.series, values=tuple(rest))
    task = PartForecasts(request.whole.task(found), (*members.values(), others))
    return Parts((*members, None), task)


async def _series(db: Database, scope: Scope, whole: DailySeries, member: Member, first: int) -> dict[str, DailySeries]:
    key, table, label = _KEYS[member]
    summed = sales(scope, key, by="day")  # type: ignore[arg-type]
    sql = _DAYS.format(key=key, table=table, label=label, sales=summed.sql, first=int(first))
    found = {}
    for name, days, amounts in await db.rows(sql, *summed.arguments):
        values = [0.0] * len(whole)
        for day, amount in zip(days, amounts, strict=True):
            values[(day - whole.start).days] = max(0.0, amount)
        found[name] = replace(whole, values=tuple(values))
    return found
