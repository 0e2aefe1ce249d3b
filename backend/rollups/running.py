"""Running totals of products: any range of days is the difference of two totals and a few days beside them.

A mark is a day on which the totals of all days before it are kept: the first and the sixteenth of each month, and the
day after the data set's last.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from backend.rollups.families import MEASURES, RUNNING

if TYPE_CHECKING:
    from backend.db import Connection
    from backend.db.whole import Whole

_STEPS = ", ".join(
    f"sum({measure}){'' if measure in ('revenue', 'returns', 'units') else '::bigint'} as {measure}" for measure in MEASURES
)
_ADD = f"""
with steps as (
    select mark, product_id, {_STEPS} from (
        select ($1::date[])[width_bucket(day, $1::date[]) + 1] as mark, product_id, {", ".join(MEASURES)}
        from rollup_products_countries_day where day >= $2
        union all
        select ($1::date[])[1], product_id, {", ".join(MEASURES)} from {RUNNING} where day = $2
    ) moved group by 1, 2
), summed as (
    select mark, product_id, {", ".join(f"sum({measure}) over so_far as {measure}" for measure in MEASURES)}
    from unnest($1::date[]) mark cross join (select distinct product_id from steps) products
    left join steps using (mark, product_id)
    window so_far as (partition by product_id order by mark)
)
insert into {RUNNING} (day, product_id, {", ".join(MEASURES)})
select mark, product_id, {", ".join(MEASURES)} from summed where lines + return_lines > 0 order by mark, product_id
"""

# Each day that there is, found by the index: the rows of a day are as many as products.
_KNOWN = f"""
with recursive known as (
    (select day from {RUNNING} order by day limit 1)
    union all
    select (select day from {RUNNING} where day > known.day order by day limit 1) from known where day is not null
)
select day from known where day is not null
"""


def marks(first: date, last: date) -> list[date]:
    """The marks of a data set with these days, in order."""
    end = last + timedelta(days=1)
    halves = (first + timedelta(days=ahead) for ahead in range(1, (end - first).days))
    return [*(day for day in halves if day.day in (1, 16)), end]


async def refresh_running(
    connection: "Connection", first: date | None, last: date | None, whole: "Whole | None"
) -> None:
    """Bring the totals up to date after days in `touched_days` changed; `first` and `last` are the data set's now.

    `whole`: the table was cut for it.
    """
    earliest: date | None = await connection.fetchval("select min(day) from touched_days")
    if earliest is not None and first is not None and last is not None:
        wanted = marks(first, last)
        known = {row["day"] for row in await connection.fetch(_KNOWN)}
        base = max((mark for mark in wanted if mark <= earliest and mark in known), default=first)
        await connection.execute(f"delete from {RUNNING} where day > $1 or $1 = $2", base, first)
        await connection.execute(_ADD, [mark for mark in wanted if mark > base], base)
    elif earliest is not None:
        await connection.execute(f"delete from {RUNNING}")
    if whole is not None:
        await whole.build(RUNNING)
