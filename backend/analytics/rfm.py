"""Known customers scored by recency, frequency and monetary value, and the segment of each score."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from backend.analytics.filters import Filters, Scope, resolve
from backend.analytics.metrics import ratio
from backend.analytics.router import customer_sales
from backend.db import Database

SegmentName = Literal[
    "CHAMPIONS",
    "LOYAL",
    "POTENTIAL_LOYALIST",
    "NEW",
    "PROMISING",
    "NEED_ATTENTION",
    "ABOUT_TO_SLEEP",
    "AT_RISK",
    "CANNOT_LOSE",
    "HIBERNATING",
    "LOST",
]

_SCORED = """
with bought as (
    select customer_id, sum(revenue) as monetary, sum(orders::float8)::bigint as frequency, max(last_sale) as last_day
    from ({sales}) scoped where customer_id is not null group by customer_id having sum(orders::float8) > 0
), scored as (
    select customer_id, monetary, frequency, last_day,
        1 + 5 * (rank() over (order by last_day) - 1) / count(*) over () as r,
        1 + 5 * (rank() over (order by frequency) - 1) / count(*) over () as f,
        1 + 5 * (rank() over (order by monetary) - 1) / count(*) over () as m
    from bought
)
"""
_SEGMENTS = (
    _SCORED
    + """
select r, f, count(*) as customers, sum(monetary) as revenue, sum(frequency)::bigint as orders,
    sum(${last}::date - last_day)::bigint as recency_days
from scored group by r, f
"""
)
_SCORES = (
    _SCORED
    + """
select code, r::text || f::text || m::text as score from scored join customers using (customer_id)
where code = any(${codes})
"""
)


@dataclass(frozen=True, slots=True)
class RfmSegment:
    """The customers of one segment; sums, from which the averages are made."""

    segment: SegmentName
    customers: int
    revenue: Decimal
    orders: int
    recency_days: int

    @property
    def average_recency_days(self) -> float | None:
        return self.recency_days / self.customers if self.customers else None

    @property
    def average_orders(self) -> float | None:
        return self.orders / self.customers if self.customers else None

    @property
    def average_revenue(self) -> Decimal | None:
        return ratio(self.revenue, self.customers)


def segment(recency: int, frequency: int) -> SegmentName:
    """The segment of a recency and a frequency score, each 1..5 (docs/numbers.md has the table)."""
    table: dict[int, tuple[SegmentName, SegmentName, SegmentName, SegmentName, SegmentName]] = {
        1: ("LOST", "HIBERNATING", "AT_RISK", "AT_RISK", "CANNOT_LOSE"),
        2: ("HIBERNATING", "HIBERNATING", "AT_RISK", "AT_RISK", "CANNOT_LOSE"),
        3: ("ABOUT_TO_SLEEP", "ABOUT_TO_SLEEP", "NEED_ATTENTION", "LOYAL", "LOYAL"),
        4: ("PROMISING", "POTENTIAL_LOYALIST", "POTENTIAL_LOYALIST", "LOYAL", "LOYAL"),
        5: ("NEW", "POTENTIAL_LOYALIST", "POTENTIAL_LOYALIST", "CHAMPIONS", "CHAMPIONS"),
    }
    return table[recency][frequency - 1]


async def rfm(db: Database, scope: Scope) -> list[RfmSegment]:
    """All eleven segments of the scope's known customers with a sale, empty ones too.

    Recency is counted from the scope's last day, or the data set's where that is earlier. A score is 1 + floor(5 x
    share of customers strictly worse), so that equal values score equally.
    """
    totals: dict[SegmentName, list[int | Decimal]] = {name: [0, Decimal(0), 0, 0] for name in get_args(SegmentName)}
    if scope.last is not None and scope.dataset.last_day is not None:
        scoped = customer_sales(scope)
        sql = _SEGMENTS.format(sales=scoped.sql, last=len(scoped.arguments) + 1)
        for row in await db.rows(sql, *scoped.arguments, min(scope.last, scope.dataset.last_day)):
            total = totals[segment(row["r"], row["f"])]
            for place, name in enumerate(("customers", "revenue", "orders", "recency_days")):
                total[place] += row[name]
    return [
        RfmSegment(name, int(customers), Decimal(revenue), int(bought), int(recency))
        for name, (customers, revenue, bought, recency) in totals.items()
    ]


async def rfm_scores(db: Database, codes: list[str]) -> dict[str, str]:
    """The scores over all data of the customers named, as in 543; customers without a sale have none."""
    scoped = customer_sales(await resolve(db, Filters()))
    rows = await db.rows(_SCORES.format(sales=scoped.sql, codes=len(scoped.arguments) + 1), *scoped.arguments, codes)
    return {row["code"]: row["score"] for row in rows}
