"""Running totals: any range of days is the difference of two totals and a few days beside them.

A mark is a day on which the totals of all days before it are kept: the first and the sixteenth of each month, and one
after all days.
"""

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from backend.rollups.families import END, MEASURES, RUNNING, Running

if TYPE_CHECKING:
    from backend.db import Connection

_ADD = """
insert into {table} (day, {columns})
select $2, {keys}, {sums} from (
    select {columns} from {table} where day = $1
    union all
    select {of_days} from {days} where day >= $1 and day < $2
) parts {touched} group by {keys} order by {keys}
"""


def marks(first: date, last: date) -> list[date]:
    """The marks of a data set with these days, in order."""
    days = (first + timedelta(days=ahead) for ahead in range(1, (last - first).days + 1))
    return [*(day for day in days if day.day in (1, 16)), END]


async def refresh_running(connection: "Connection", first: date | None, last: date | None) -> None:
    """Bring the totals up to date after days in `touched_days` changed; `first` and `last` are the data set's now."""
    earliest: date | None = await connection.fetchval("select min(day) from touched_days")
    if earliest is None:
        return
    for each in RUNNING.values():
        if first is None or last is None:
            await connection.execute(f"delete from {each.table}")
        else:
            await _refresh(connection, each, first, last, earliest)


async def _refresh(connection: "Connection", totals: Running, first: date, last: date, earliest: date) -> None:
    """Forget marks outside the data's days, make new ones whole, and the touched members' at those after `earliest`."""
    table, member = totals.table, totals.keys[0]
    await connection.execute(f"delete from {table} where day <= $1 or day > $2 and day < $3", first, last, END)
    wanted = marks(first, last)
    known = await connection.fetch(
        f"select mark from unnest($1::date[]) mark where exists (select from {table} where day = mark)", wanted
    )
    kept = {row["mark"] for row in known}
    touched = f"where ({member} is null or {member} in (select {member} from touched_{totals.name}))"
    for before, mark in pairwise([first, *wanted]):
        if mark not in kept:
            await connection.execute(_add(totals), before, mark)
        elif mark > earliest:
            await connection.execute(f"delete from {table} {touched} and day = $1", mark)
            await connection.execute(_add(totals, touched), before, mark)


def _add(totals: Running, touched: str = "") -> str:
    keys, measures = ", ".join(totals.keys), ", ".join(MEASURES)
    columns, sums, of_days = f"{keys}, {measures}", ", ".join(f"sum({measure})" for measure in MEASURES), ""
    if "customer_id" in totals.keys:
        columns, sums = f"{columns}, last_sale", f"{sums}, max(last_sale)"
        of_days = ", case when lines > 0 then day end as last_sale"
    return _ADD.format(
        table=totals.table,
        days=totals.days,
        keys=keys,
        columns=columns,
        sums=sums,
        of_days=f"{keys}, {measures}{of_days}",
        touched=touched,
    )
