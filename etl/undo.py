"""Taking a load back: what it added goes, what it replaced returns, nothing else changes."""

from typing import TYPE_CHECKING

from backend.accounts.audit import Action, record
from backend.db import Database
from backend.errors import Conflict, NotFound
from backend.rollups.before import remember
from backend.rollups.refresh import gather_statistics, refresh
from etl.locking import exclusive

if TYPE_CHECKING:
    from backend.db import Connection

_LATER = """
select touched.load_id, source from loads join (
    select replaced_by as load_id from replaced_orders where load_id = $1
    union
    select confirmed.load_id from confirmed_orders confirmed join orders using (order_id)
        where orders.load_id = $1 and confirmed.load_id > $1
) touched on touched.load_id = loads.load_id
where status = 'COMMITTED' order by touched.load_id desc limit 1
"""

_TOUCHED = """
create temp table touched_orders on commit drop as select order_id from orders where load_id = {load_id};
create temp table touched_customers on commit drop as
select customer_id from orders join touched_orders using (order_id) where customer_id is not null
union select customer_id from replaced_orders where replaced_by = {load_id} and customer_id is not null;
create temp table touched_products on commit drop as
select product_id from lines join touched_orders using (order_id)
union select product_id from replaced_lines where replaced_by = {load_id};
create temp table touched_days on commit drop as
select placed_at::date as day from orders join touched_orders using (order_id)
union select placed_at::date from replaced_orders where replaced_by = {load_id};
analyze touched_days;
"""

_RESTORE = """
delete from matched_returns using touched_orders touched where matched_returns.order_id = touched.order_id;
delete from lines using touched_orders touched where lines.order_id = touched.order_id;
delete from orders using touched_orders touched where orders.order_id = touched.order_id and not exists (
    select from replaced_orders old where old.replaced_by = {load_id} and old.order_id = orders.order_id);

update orders set customer_id = old.customer_id, country_id = old.country_id, placed_at = old.placed_at,
    load_id = old.load_id, revenue = old.revenue, returns = old.returns, units = old.units,
    sale_lines = old.sale_lines, line_count = old.line_count
from replaced_orders old where old.replaced_by = {load_id} and old.order_id = orders.order_id;

insert into lines (order_id, line, product_id, description_id, is_return, quantity, unit_price, amount)
select order_id, line, product_id, description_id, is_return, quantity, unit_price, amount
from replaced_lines where replaced_by = {load_id};

delete from replaced_lines where replaced_by = {load_id};
delete from replaced_orders where replaced_by = {load_id};
delete from confirmed_orders where load_id = {load_id};
with forgotten as (delete from product_kinds where load_id = {load_id} returning product_id)
update products set kind = coalesce((select kind from product_kinds other
    where other.product_id = products.product_id and other.load_id <> {load_id}
    order by other.load_id desc limit 1), 'MERCHANDISE')
from forgotten where forgotten.product_id = products.product_id;
update loads set status = 'UNDONE', finished_at = clock_timestamp() where load_id = {load_id};
"""

# Members that only undone loads brought go when no order or line is left that needs them.
_FORGET = """
create temp table undone on commit drop as select load_id from loads where status = 'UNDONE';
delete from descriptions using undone where descriptions.load_id = undone.load_id and not exists (
    select from lines where lines.product_id = descriptions.product_id
        and lines.description_id = descriptions.description_id)
  and not exists (select from replaced_lines old where old.description_id = descriptions.description_id);
delete from products using undone where products.load_id = undone.load_id
  and not exists (select from lines where lines.product_id = products.product_id)
  and not exists (select from descriptions where descriptions.product_id = products.product_id)
  and not exists (select from product_kinds where product_kinds.product_id = products.product_id)
  and not exists (select from replaced_lines old where old.product_id = products.product_id);
delete from customers using undone where customers.load_id = undone.load_id
  and not exists (select from orders where orders.customer_id = customers.customer_id)
  and not exists (select from replaced_orders old where old.customer_id = customers.customer_id);
delete from countries using undone where countries.load_id = undone.load_id
  and not exists (select from orders where orders.country_id = countries.country_id)
  and not exists (select from replaced_orders old where old.country_id = countries.country_id)
  and not exists (select from customers where customers.country_id = countries.country_id);
"""


async def undo_load(db: Database, load_id: int) -> None:
    """Take back the load, all of it or nothing.

    Raises NotFound for an unknown load, Conflict for one that is not in force or whose orders a later load touched.
    """
    async with exclusive(db) as connection:
        await _check(connection, load_id)
        await connection.execute(_TOUCHED.format(load_id=int(load_id)))
        await remember(connection)
        await connection.execute(_RESTORE.format(load_id=int(load_id)))
        await refresh(connection)
        await gather_statistics(connection)
        await connection.execute(_FORGET)
        await record(connection, Action.UNDONE, f"load {load_id}")


async def _check(connection: "Connection", load_id: int) -> None:
    status = await connection.fetchval("select status from loads where load_id = $1", load_id)
    if status is None:
        raise NotFound(f"there is no load {load_id}; `sales loads` lists them")
    if status != "COMMITTED":
        raise Conflict(f"load {load_id} is {status}, only a COMMITTED load can be undone")
    later = await connection.fetchrow(_LATER, load_id)
    if later is not None:
        raise Conflict(
            f"load {later['load_id']} ({later['source']}) came later and touched orders of load {load_id}; "
            f"undo load {later['load_id']} first"
        )
