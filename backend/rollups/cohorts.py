"""Who came back: customers by the day of their first order ever, in each month in which they bought."""

from typing import TYPE_CHECKING

from backend.rollups.families import COHORTS

if TYPE_CHECKING:
    from backend.db import Connection

_REMEMBER = """
create temp table first_days_before on commit drop as
select customer_id, first_day from touched_customers join customers using (customer_id) where first_day is not null
"""
_MOVED = """
create temp table moved_first_days on commit drop as
select distinct unnest(array[before.first_day, customers.first_day]) as first_day
from first_days_before before join customers using (customer_id) where customers.first_day <> before.first_day
"""
_FORGET = f"""
delete from {COHORTS} using touched_months where {COHORTS}.day = touched_months.day;
delete from {COHORTS} using moved_first_days where {COHORTS}.first_day = moved_first_days.first_day;
"""
_ADD = f"""
insert into {COHORTS} (day, first_day, customers, revenue)
select day, first_day, count(*), sum(revenue) from (
    select day, customer_id, sum(revenue) as revenue
    from rollup_customers_countries_month join {{those}} where orders > 0 group by 1, 2
) bought join customers using (customer_id) {{unless}} group by 1, 2
"""
_OF_MONTHS = _ADD.format(those="touched_months using (day)", unless="")
_OF_MOVED = _ADD.format(
    those="customers using (customer_id) join moved_first_days using (first_day)",
    unless="where day not in (select day from touched_months)",
)


async def remember_first_days(connection: "Connection") -> None:
    """Keep, before customers change, when those in `touched_customers` first bought."""
    await connection.execute(_REMEMBER)


async def refresh_cohorts(connection: "Connection") -> None:
    """Make the rows of `touched_months` anew, and those of the first days that a customer left for another.

    Of a customer who only now has a first day, or has none any more, all months are touched.
    """
    await connection.execute(_MOVED)
    await connection.execute(_FORGET)
    await connection.execute(_OF_MONTHS)
    await connection.execute(_OF_MOVED)
