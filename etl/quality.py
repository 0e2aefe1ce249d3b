"""What is odd about the data: of one load, or of the whole data set."""

import asyncio
from dataclasses import dataclass
from datetime import date

from backend.analytics.iso3 import iso3
from backend.db import Database
from backend.db.observation import note_source

OUTLIER = 3.5
"""Robust z-score from which an order's revenue is an outlier: Iglewicz and Hoaglin (1993)."""
_NORMAL = 0.6745
_EXAMPLES = 5

_SCOPE = "(select * from orders where $1::bigint is null or load_id = $1) scoped"

_CUSTOMERS = f"""
select coalesce(sum(line_count), 0)::bigint as lines,
    coalesce(sum(line_count) filter (where customer_id is null), 0)::bigint as without
from {_SCOPE}
"""

_OUTLIERS = f"""
with sold as (select number, ln(revenue) as size from {_SCOPE} where revenue > 0),
middle as (select percentile_cont(0.5) within group (order by size) as median from sold),
spread as materialized (
    select percentile_cont(0.5) within group (order by abs(size - median)) as deviation from sold, middle)
select number, count(*) over () as total from sold, middle, spread
where deviation > 0 and {_NORMAL} * abs(size - median) / deviation > {OUTLIER}
order by abs(size - median) desc, number limit {_EXAMPLES}
"""

_DUPLICATES = f"""
select coalesce(sum(copies - 1), 0)::bigint from (
    select count(*) as copies from lines join {_SCOPE} using (order_id)
    group by order_id, product_id, description_id, is_return, quantity, unit_price, amount having count(*) > 1) repeated
"""

_SEVERAL_NAMES = f"""
select code, count(*) over () as total from products join (
    select product_id from lines join {_SCOPE} using (order_id)
    where description_id is not null group by product_id having min(description_id) < max(description_id)) several
    using (product_id)
order by code limit {_EXAMPLES}
"""

_DAYS = f"select distinct placed_at::date as day from {_SCOPE} order by day"

_COUNTRIES = f"""
select distinct name from countries join {_SCOPE} using (country_id) order by name
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd: how often, and a few examples."""

    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """Counts of what is odd. `share_without_customer` is of lines, 0..1.

    `outliers`: orders whose log revenue has a robust z-score (0.6745 |x - median| / MAD) above 3.5. `duplicates`: lines
    that repeat another of their order in everything (an order may list an item twice). `gaps`: days without an order on
    weekdays on which the shop is mostly open. `unknown_countries`: names that are no country of ISO 3166.
    """

    share_without_customer: float
    outliers: Finding
    duplicates: int
    several_names: Finding
    gaps: Finding
    unknown_countries: Finding


async def quality(db: Database, load_id: int | None = None) -> Quality:
    """The quality of the whole data set, or of what a load brought and still stands."""
    note_source("orders", "quality is of the rows themselves")
    customers, outliers, duplicates, names, days, countries = await asyncio.gather(
        db.row(_CUSTOMERS, load_id),
        db.rows(_OUTLIERS, load_id),
        db.value(_DUPLICATES, load_id),
        db.rows(_SEVERAL_NAMES, load_id),
        db.rows(_DAYS, load_id),
        db.rows(_COUNTRIES, load_id),
    )
    assert customers is not None
    unknown = tuple(row["name"] for row in countries if iso3(row["name"]) is None)
    missing = _gaps([row["day"] for row in days])
    return Quality(
        share_without_customer=customers["without"] / customers["lines"] if customers["lines"] else 0.0,
        outliers=Finding(outliers[0]["total"] if outliers else 0, tuple(row["number"] for row in outliers)),
        duplicates=duplicates,
        several_names=Finding(names[0]["total"] if names else 0, tuple(row["code"] for row in names)),
        gaps=Finding(len(missing), tuple(str(day) for day in missing[:_EXAMPLES])),
        unknown_countries=Finding(len(unknown), unknown[:_EXAMPLES]),
    )


def _gaps(days: list[date]) -> list[date]:
    """Days between the first and the last that have no order though their weekday mostly has one."""
    if not days:
        return []
    opened = set(days)
    span = [date.fromordinal(day) for day in range(days[0].toordinal(), days[-1].toordinal() + 1)]
    weekdays = {day.weekday() for day in span}
    usual = {
        weekday
        for weekday in weekdays
        if 2 * sum(day.weekday() == weekday for day in opened) > sum(day.weekday() == weekday for day in span)
    }
    return [day for day in span if day.weekday() in usual and day not in opened]
