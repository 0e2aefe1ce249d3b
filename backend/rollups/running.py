"""Running totals of products: any range of days is the difference of two totals and a few days beside them.

A mark is a day on which the totals of all days before it are kept: the first and the sixteenth of each month, and the
day after the data set's last.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from backend.rollups.families import MEASURES, RUNNING

if TYPE_CHECKING:
    from backend.db import Connection

_ADD = f"""
with steps as (
    select ($1::date[])[width_bucket(day, $1::date[]) + 1] as mark, product_id,
        {", ".join(f"sum({measure}) as {measure}" for measure in MEASURES)}
    from rollup_products_countries_day where day >= $2 group by 1, 2
    union all
    select ($1::date[])[1], product_id, {", ".join(MEASURES)} from {RUNNING} where day = $2
), summed as (
    select mark, product_id, {", ".join(f"sum({measure}) over so_far as {measure}" for measure in MEASURES)}
    from unnest($1::date[]) mark cross join (select distinct product_id from steps) products
    left join (
        select mark, product_id, {", ".join(f"sum({measure}) as {measure}" for measure in MEASURES)}
        from steps group by 1, 2
    ) added using (mark, product_id)
    window so_far as (partition by product_id order by mark)
)
insert into {RUNNING} (day, product_id, {", ".join(MEASURES)})
select mark, product_id, {", ".join(MEASURES)} from summed where lines + return_lines > 0 order by mark, product_id
"""


def marks(first: date, last: date) -> list[date]:
    """The marks of a data set with these days, in order."""
    end = last + timedelta(days=1)
    halves = (first + timedelta(days=ahead) for ahead in range(1, (end - first).days))
    return [*(day for day in halves if day.day in (1, 16)), end]


async def refresh_running(connection: "Connection", first: date | None, last: date | None) -> None:
    """Bring the totals up to date after days in `touched_days` changed; `first` and `last` are the data set's now."""
    earliest: date | None = await connection.fetchval("select min(day) from touched_days")
    if earliest is None:
        return
    if first is None or last is None:
        await connection.execute(f"delete from {RUNNING}")
        return
    wanted = marks(first, last)
    known = {row["day"] for row in await connection.fetch(f"select distinct day from {RUNNING}")}
    base = max((mark for mark in wanted if mark <= earliest and mark in known), default=first)
    await connection.execute(f"delete from {RUNNING} where day > $1 or $1 = $2", base, first)
    await connection.execute(_ADD, [mark for mark in wanted if mark > base], base)
