"""Sales by the hour of the day and by the day of the week, on the shop's own clock."""

from dataclasses import dataclass
from decimal import Decimal

from backend.analytics.filters import Scope
from backend.analytics.router import sales
from backend.analytics.source import Relation
from backend.db import Database

_BY_PART = """
select {part} as part, sum(revenue) as revenue, sum(units) as units, sum(orders)::bigint as orders
from ({sales}) scoped group by 1
"""


@dataclass(frozen=True, slots=True)
class ClockPoint:
    """Sales in one hour (0..23) or on one weekday (1 Monday .. 7 Sunday), over all days of the scope."""

    part: int
    revenue: Decimal
    units: Decimal
    orders: int


async def by_hour(db: Database, scope: Scope) -> list[ClockPoint]:
    """All 24 hours, zero where nothing was sold."""
    return await _by_part(db, sales(scope, "hour"), "hour", range(24))


async def by_weekday(db: Database, scope: Scope) -> list[ClockPoint]:
    """All seven days, Monday first (ISO 8601), zero where nothing was sold."""
    return await _by_part(db, sales(scope, by="day"), "extract(isodow from day)::int", range(1, 8))


async def _by_part(db: Database, summed: Relation, part: str, parts: range) -> list[ClockPoint]:
    rows = await db.rows(_BY_PART.format(part=part, sales=summed.sql), *summed.arguments)
    found = {row["part"]: ClockPoint(**row) for row in rows}
    return [found.get(each) or ClockPoint(each, Decimal(0), Decimal(0), 0) for each in parts]
