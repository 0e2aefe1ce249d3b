"""What is kept beside the facts, brought up to date within a load.

Expects the temporary tables `touched_orders (order_id)`, `touched_customers (customer_id)`,
`touched_products (product_id)` and `touched_days (day)`: the days of the touched orders, before and now; and what
`backend.rollups.before.remember` keeps.
"""

from typing import TYPE_CHECKING

from backend.db.whole import Whole
from backend.rollups.cohorts import refresh_cohorts, remember_first_days
from backend.rollups.families import COHORTS, KEYS, RUNNING, TABLES
from backend.rollups.fill import fill_rollups
from backend.rollups.names import refresh_names
from backend.rollups.returns import refresh_returns
from backend.rollups.running import refresh_running

if TYPE_CHECKING:
    from backend.db import Connection

# Exact sums take so much memory in a table of hashes that it goes to the disk; sorting the rows takes less of both.
_PLANNING = "set local work_mem = '128MB'; set local enable_hashagg = off"

_CUSTOMERS = """
update customers set first_order_id = first.order_id, first_country_id = first.country_id,
    first_day = first.placed_at::date, last_day = last.placed_at::date, country_id = latest.country_id
from touched_customers touched
left join lateral (select order_id, country_id, placed_at from orders
    where orders.customer_id = touched.customer_id and sale_lines > 0 order by placed_at, number limit 1) first on true
left join lateral (select placed_at from orders
    where orders.customer_id = touched.customer_id and sale_lines > 0 order by placed_at desc limit 1) last on true
left join lateral (select country_id from orders
    where orders.customer_id = touched.customer_id order by placed_at desc, number desc limit 1) latest on true
where customers.customer_id = touched.customer_id
"""

_DATASET = """
update dataset set version = version + 1, loaded_at = clock_timestamp(),
    currency = case when whole.first_day is not null then coalesce($1, currency) end,
    first_day = whole.first_day, last_day = whole.last_day, lines = whole.lines,
    orders = dataset.orders + (select count(*) from touched_orders join orders using (order_id)) - orders_before.orders,
    rollups_current = true
from orders_before, (
    select min(day) as first_day, max(day) as last_day, coalesce(sum(lines + return_lines), 0) as lines
    from rollup_total_day) whole
returning version, dataset.first_day, dataset.last_day
"""
_EVERYTHING = """
insert into touched_orders select order_id from orders except select order_id from touched_orders;
insert into touched_customers select customer_id from customers except select customer_id from touched_customers;
insert into touched_products select product_id from products except select product_id from touched_products;
insert into touched_days select distinct placed_at::date from orders except select day from touched_days;
truncate descriptions_before, pairs_before;
update orders_before set orders = dataset.orders from dataset;
update descriptions set sales = 0, uses = 0 where uses > 0;
analyze touched_orders, touched_customers, touched_products, touched_days;
"""

_NOTHING_TOUCHED = """
create temp table touched_orders (order_id bigint) on commit drop;
create temp table touched_customers (customer_id integer) on commit drop;
create temp table touched_products (product_id integer) on commit drop;
create temp table touched_days (day date) on commit drop;
create temp table descriptions_before (description_id integer, sales bigint, uses bigint) on commit drop;
create temp table pairs_before (customer_id integer, product_id integer, since timestamp) on commit drop;
create temp table orders_before on commit drop as select 0::bigint as orders;
update dataset set rollups_current = false;
"""


async def rebuild(connection: "Connection") -> int:
    """Make all rollups anew, within the caller's transaction; the new version."""
    await connection.execute(_NOTHING_TOUCHED)
    version = await refresh(connection)
    await gather_statistics(connection)
    return version


_MUCH = "select 10 * (select count(*) from touched_orders) >= orders from dataset"


async def gather_statistics(connection: "Connection") -> None:
    """Tell the planner of what was refreshed, where that is much: a tenth of the orders; autovacuum does the rest."""
    if await connection.fetchval(_MUCH):
        keys = (f"{table} ({', '.join(found_by)})" for table, found_by in KEYS.items())
        await connection.execute(f"analyze customers, products, matched_returns, {', '.join(keys)}")


async def refresh(connection: "Connection", currency: str | None = None) -> int:
    """Refresh after orders changed and raise the data set's version, which is returned and notified at commit.

    `currency` is that of the load; an empty data set has none.
    """
    current = await connection.fetchval("select rollups_current from dataset")
    empty = await connection.fetchval("select orders = 0 from dataset")
    whole = await Whole.cut(connection, TABLES) if empty else None
    if not current:
        await connection.execute("; ".join(f"delete from {table}" for table in TABLES))
        await connection.execute(_EVERYTHING)
    if not empty and await connection.fetchval(_MUCH):  # else it plans for the few orders there were before
        await connection.execute("analyze orders (order_id, customer_id), lines (order_id, product_id)")
    await remember_first_days(connection)
    await connection.execute(_CUSTOMERS)
    await refresh_names(connection)
    await refresh_returns(connection, everything=empty or not current)
    await connection.execute(_PLANNING)
    await fill_rollups(connection, whole)
    if whole is not None:  # these are read while they are filled, in the order of their indexes
        for table in (COHORTS, *(each.table for each in RUNNING.values())):
            await whole.build(table)
    await refresh_cohorts(connection)
    state = await connection.fetchrow(_DATASET, currency)
    assert state is not None, "the first migration makes the one row"
    await refresh_running(connection, state["first_day"], state["last_day"])
    version: int = state["version"]
    await connection.execute("select pg_notify('sales_dataset', $1)", str(version))
    return version
