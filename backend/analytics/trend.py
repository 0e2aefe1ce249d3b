"""Sales over time, one point a bucket, and the growth from bucket to bucket."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from backend.analytics.calendar import WITHIN_MONTHS, Granularity, buckets
from backend.analytics.filters import Scope
from backend.analytics.metrics import share
from backend.analytics.router import members, sales
from backend.analytics.source import ReturnDate, returns_by_sale
from backend.db import Database
from backend.rollups.families import Grain

_TREND = """
with summed as (
    select {bucket} as part, sum(revenue) as revenue, sum(returns) as returns, sum(units) as units,
        sum(orders)::bigint as orders
    from ({sales}) scoped group by 1
)
select part as start, trim_scale(revenue)::text, trim_scale(returns)::text, trim_scale(units)::text, orders,
    coalesce(members, 0) as customers
from summed left join ({customers}) counted using (part)
"""
_RETURNS = """
select date_trunc('{unit}', placed_at)::date as start, trim_scale(sum(amount))::text as returns
from ({returns}) scoped group by 1
"""
_NOTHING = ("0", "0", "0", 0, 0)


class TrendPoint(NamedTuple):
    """One calendar bucket, ends included; `complete` when the data and the filter cover all its days.

    Sums are kept as they were read, in plain notation without needless zeros, and are numbers when they are asked for:
    there may be thousands of points, and few of their sums are.
    """

    start: date
    end: date
    complete: bool
    revenue_text: str
    returns_text: str
    units_text: str
    orders: int
    customers: int

    @property
    def revenue(self) -> Decimal:
        return Decimal(self.revenue_text)

    @property
    def returns(self) -> Decimal:
        return Decimal(self.returns_text)

    @property
    def units(self) -> Decimal:
        return Decimal(self.units_text)

    @property
    def net_revenue(self) -> Decimal:
        return self.revenue + self.returns


# TrendPoint itself takes its values apart and puts them together again, four times as long.
_point = partial(tuple.__new__, TrendPoint)


@dataclass(frozen=True, slots=True)
class GrowthPoint:
    """A bucket's revenue beside the bucket before; `change` is relative, None unless both are complete."""

    start: date
    complete: bool
    revenue: Decimal
    previous: Decimal | None
    change: float | None


async def trend(
    db: Database, scope: Scope, granularity: Granularity, returns_on: ReturnDate = ReturnDate.RETURN
) -> list[TrendPoint]:
    """One point per bucket that holds a day of the scope, in order, zero where nothing was sold."""
    if scope.first is None or scope.last is None:
        return []
    bucket = "day" if granularity is Granularity.DAY else f"date_trunc('{granularity.value}', day::timestamp)::date"
    by: Grain = "day" if granularity in WITHIN_MONTHS else "month"
    summed = sales(scope, by=by)
    counted = members(scope, "customer_id", bucket, by).shifted(len(summed.arguments))
    sql = _TREND.format(bucket=bucket, sales=summed.sql, customers=counted.sql)
    rows = await db.rows(sql, *summed.arguments, *counted.arguments)
    found = {row[0]: row[1:] for row in rows}
    first, last = scope.covered
    calendar = buckets(scope.first, scope.last, granularity)
    points = [
        _point((start, end, first <= start and end <= last, *found.get(start, _NOTHING))) for start, end in calendar
    ]
    return points if returns_on is ReturnDate.RETURN else await _dated_by_sale(db, scope, granularity, points)


async def _dated_by_sale(
    db: Database, scope: Scope, granularity: Granularity, points: list[TrendPoint]
) -> list[TrendPoint]:
    """The points with each return counted in the bucket of the sale it reverses."""
    dated = returns_by_sale(scope)
    rows = await db.rows(_RETURNS.format(unit=granularity.value, returns=dated.sql), *dated.arguments)
    returns = {row["start"]: row["returns"] for row in rows}
    return [point._replace(returns_text=returns.get(point.start, "0")) for point in points]


async def growth(db: Database, scope: Scope, granularity: Granularity) -> list[GrowthPoint]:
    """Revenue per bucket with the bucket before it; the first bucket has none."""
    points = await trend(db, scope, granularity)
    previous: list[TrendPoint | None] = [None, *points]
    return [
        GrowthPoint(
            start=point.start,
            complete=point.complete,
            revenue=point.revenue,
            previous=before.revenue if before else None,
            change=_change(before, point),
        )
        for before, point in zip(previous, points, strict=False)
    ]


def _change(before: TrendPoint | None, point: TrendPoint) -> float | None:
    if before is None or not (before.complete and point.complete) or before.revenue <= 0:
        return None
    return share(point.revenue - before.revenue, before.revenue)
