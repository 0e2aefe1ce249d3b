"""Filling the rollups of the days in the temporary table `touched_days (day)`: days first, then their months."""

from typing import TYPE_CHECKING

from backend.rollups.families import (
    ALL_COUNTRIES,
    CHUNK,
    FAMILIES,
    MEASURES,
    MEMBER_FAMILIES,
    MEMBERS,
    Family,
    Grain,
)

if TYPE_CHECKING:
    from backend.db import Connection
    from backend.db.whole import Whole

_DAY_ORDERS = """
create temp table day_orders on commit drop as
select day, order_id, country_id, customer_id, extract(hour from placed_at)::smallint as hour,
    revenue, returns, units, sale_lines, line_count
from touched_days join orders on placed_at >= day and placed_at < day + 1;
create temp table touched_months on commit drop as select distinct date_trunc('month', day)::date as day
from touched_days;
create index on day_orders (day);
analyze day_orders (day, order_id, country_id, hour, customer_id), touched_months;
"""
_OF_ORDERS = """sum(revenue), sum(returns), sum(units), sum(sale_lines), sum(line_count - sale_lines),
    count(*) filter (where sale_lines > 0)"""
_OF_LINES = """coalesce(sum(amount) filter (where not is_return), 0), coalesce(sum(amount) filter (where is_return), 0),
    coalesce(sum(quantity) filter (where not is_return), 0), count(*) filter (where not is_return),
    count(*) filter (where is_return), count(distinct order_id) filter (where not is_return)"""
_OF_FINER = ", ".join(f"sum({measure})" for measure in MEASURES)

_MEMBERS_OF_DAYS = f"""
insert into {MEMBERS}_day (member, day, country_id, chunk, bits)
select '{{member}}', day, country_id, {{member}} / {CHUNK},
    bit_or(set_bit(repeat('0', {CHUNK})::bit({CHUNK}), {{member}} % {CHUNK}, 1))
from {{table}} join touched_days using (day) where lines > 0 and {{member}} is not null
group by day, country_id, {{member}} / {CHUNK}
"""
_MEMBERS_OF_ALL = f"""
insert into {MEMBERS}_day (member, day, country_id, chunk, bits)
select member, day, {ALL_COUNTRIES}, chunk, bit_or(bits)
from {MEMBERS}_day join touched_days using (day) group by member, day, chunk
"""
_MEMBERS_OF_MONTHS = f"""
insert into {MEMBERS}_month (member, day, country_id, chunk, bits)
select member, month.day, country_id, chunk, bit_or(bits)
from touched_months month join {MEMBERS}_day days
    on days.day >= month.day and days.day < month.day + interval '1 month'
group by member, month.day, country_id, chunk
"""


async def fill_rollups(connection: "Connection", whole: "Whole | None") -> None:
    """Make the rows of the touched days and months anew, from the facts and from finer rollups.

    `whole`: the tables were cut for it.
    """
    await connection.execute(_DAY_ORDERS)
    for each in FAMILIES:
        await _replace(connection, each.table("day"), "day", _days(each), whole)
        await _replace(connection, each.table("month"), "month", _months(each), whole)
    of_days = [_MEMBERS_OF_DAYS.format(member=key, table=f"rollup_{name}_day") for key, name in MEMBER_FAMILIES.items()]
    await _replace(connection, f"{MEMBERS}_day", "day", "; ".join([*of_days, _MEMBERS_OF_ALL]), whole)
    await _replace(connection, f"{MEMBERS}_month", "month", _MEMBERS_OF_MONTHS, whole)


async def _replace(connection: "Connection", table: str, grain: Grain, fill: str, whole: "Whole | None") -> None:
    if whole is None:
        touched = f"touched_{grain}s"
        await connection.execute(f"delete from {table} using {touched} where {table}.day = {touched}.day; {fill}")
        return
    await connection.execute(fill)
    await whole.build(table)


def _days(family: Family) -> str:
    by = ", ".join(("day", *family.keys))
    into = f"insert into {family.table('day')} ({by}, {', '.join(MEASURES)})"
    if family.source is not None:
        finer = f"rollup_{family.source}_day"
        return f"{into} select {by}, {_OF_FINER} from {finer} join touched_days using (day) group by {by}"
    if "product_id" in family.keys:
        keys = ", ".join(family.keys)
        return (  # day by day, so that what is sorted stays in memory
            f"{into} select touched_days.day, sums.* from touched_days cross join lateral (select {keys}, {_OF_LINES} "
            f"from day_orders join lines using (order_id) where day_orders.day = touched_days.day group by {keys}) sums"
        )
    return f"{into} select {by}, {_OF_ORDERS} from day_orders group by {by}"


def _months(family: Family) -> str:
    by = ", ".join(("month.day", *family.keys))
    columns = ", ".join(("day", *family.keys, *MEASURES))
    last_sale = ("", "")
    if "customer_id" in family.keys:
        last_sale = (", last_sale", ", max(days.day) filter (where lines > 0)")
    return (
        f"insert into {family.table('month')} ({columns}{last_sale[0]}) select {by}, {_OF_FINER}{last_sale[1]} "
        f"from touched_months month join {family.table('day')} days "
        f"on days.day >= month.day and days.day < month.day + interval '1 month' group by {by}"
    )
