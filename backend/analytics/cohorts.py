"""Customers by when they first bought, and how many of them came back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.analytics.calendar import WITHIN_MONTHS, Granularity, buckets
from backend.analytics.filters import Scope
from backend.analytics.router import cohorts_by_month, newcomers, sales
from backend.analytics.source import Relation
from backend.db import Database

_BY_CUSTOMER = """
with members as (
    select customer_id, date_trunc('{unit}', first_day::timestamp)::date as start from ({newcomers}) came
), bought as (
    select customer_id, date_trunc('{unit}', day::timestamp)::date as bucket, sum(revenue) as revenue
    from ({sales}) scoped where orders > 0 group by 1, 2
)
select start, bucket, count(*) as customers, sum(revenue) as revenue
from members join bought using (customer_id) group by 1, 2
"""


@dataclass(frozen=True, slots=True)
class Cohort:
    """The customers whose first order ever lies in the bucket from `start`.

    `retention[k]`: share with a sale in the k-th bucket after, 0..1; `revenue[k]`: what they bought in it; None where
    that bucket is incomplete.
    """

    start: date
    size: int
    retention: tuple[float | None, ...]
    revenue: tuple[Decimal | None, ...]


async def cohorts(db: Database, scope: Scope, granularity: Granularity) -> list[Cohort]:
    """Every cohort whose first orders are among the scope's rows, oldest first, up to the scope's end."""
    if scope.first is None or scope.last is None:
        return []
    kept = cohorts_by_month(scope) if granularity is Granularity.MONTH else None
    counted = kept or _by_customer(scope, granularity)
    rows = await db.rows(counted.sql, *counted.arguments)
    found = {(row["start"], row["bucket"]): row for row in rows}
    calendar = [(start, scope.covers(start, end)) for start, end in buckets(scope.first, scope.last, granularity)]
    made = []
    for place, (start, _) in enumerate(calendar):
        first = found.get((start, start))
        if first is None:
            continue
        size = first["customers"]
        retention: list[float | None] = []
        revenue: list[Decimal | None] = []
        for bucket, complete in calendar[place:]:
            row = found.get((start, bucket))
            retention.append((row["customers"] if row else 0) / size if complete else None)
            revenue.append((row["revenue"] if row else Decimal(0)) if complete else None)
        made.append(Cohort(start, size, tuple(retention), tuple(revenue)))
    return made


def _by_customer(scope: Scope, granularity: Granularity) -> Relation:
    """start, bucket, customers, revenue, of any filter and buckets."""
    scoped = sales(scope, "customer_id", by="day" if granularity in WITHIN_MONTHS else "month")
    came = newcomers(scope).shifted(len(scoped.arguments))
    sql = _BY_CUSTOMER.format(unit=granularity.value, sales=scoped.sql, newcomers=came.sql)
    return Relation(sql, (*scoped.arguments, *came.arguments))
