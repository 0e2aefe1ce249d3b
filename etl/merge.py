"""The SQL of a load: staged rows become dimensions, orders and lines. Runs inside the load's one transaction.

An order of the file replaces the order of the same number when it differs; orders that are equal are left alone.
Keys continue after the highest in use: the load runs alone, under a lock.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.rollups.before import remember
from etl.first_load import FirstLoad
from etl.members import merge_members

if TYPE_CHECKING:
    from backend.db import Connection

CREATE_STAGING = """
create temp table staged_orders (order_key bigint, table_number integer, number text collate "C",
    customer text collate "C", country text collate "C", placed_at timestamp, line_count integer) on commit drop;
create temp table staged_lines (order_key bigint, line integer, product_key bigint, description_key bigint,
    is_return boolean, quantity numeric, unit_price numeric, total numeric, discount numeric) on commit drop;
create temp table staged_products (product_key bigint, code text collate "C", kind text) on commit drop;
create temp table staged_descriptions (description_key bigint, product_key bigint, description text collate "C")
    on commit drop;
create temp view valued_lines as
select order_key, line, product_key, description_key, is_return,
    case when is_return then -abs(quantity) else quantity end as quantity,
    coalesce(unit_price, round(abs(total / quantity), 6)) as unit_price,
    case when is_return then -abs(value) else value end as amount
from (select *, coalesce(total, quantity * unit_price - coalesce(discount, 0)) as value from staged_lines) staged;
"""

# An order that came in several batches is one; that of a later table replaces that of an earlier one.
_PARTS = """
create temp table order_parts on commit drop as
select order_key, min(order_key) over (partition by number, table_number) as whole_key,
    sum(line_count) over (partition by number, table_number order by order_key) - line_count as lines_before,
    table_number < max(table_number) over (partition by number) as superseded
from staged_orders
where number in (select number from staged_orders group by number having count(*) > 1);

delete from staged_orders using order_parts parts
where staged_orders.order_key = parts.order_key and (superseded or parts.order_key > whole_key);

analyze order_parts;
"""

_ORDERS = """
create temp table incoming_orders on commit drop as
select order_key, old.order_id is not null as known, number, customer_id,
    countries.country_id, staged.placed_at,
    case when {first} then order_key + 1 else coalesce(old.order_id, (select coalesce(max(order_id), 0) from orders)
        + row_number() over (partition by old.order_id is null order by order_key)) end as order_id
from staged_orders staged
join countries on countries.name = staged.country
left join customers on customers.code = staged.customer
left join (select order_id, number from orders) old using (number);
analyze incoming_orders;
"""

_INCOMING_LINES = """
select coalesce(whole_key, order_key) as order_key, (line + coalesce(lines_before, 0))::integer as line,
    product_id, description_id, is_return, quantity, unit_price, amount
from valued_lines
left join order_parts using (order_key)
join product_ids using (product_key)
left join description_ids using (description_key)
where superseded is not true
"""
# Lines are written out once more only where they are looked up by order, to compare them with those that are there.
_KNOWN_LINES = f"""
create temp table incoming_lines on commit drop as {_INCOMING_LINES};
create index on incoming_lines (order_key);
analyze incoming_lines;
"""
_NEW_LINES = f"create temp view incoming_lines as {_INCOMING_LINES}"

_CHANGED = """
create temp table changed_orders (order_key bigint primary key, order_id bigint, known boolean) on commit drop;
"""

_ALL = """
insert into changed_orders select order_key, order_id, known from incoming_orders;
analyze changed_orders;
"""

_DIFFERENT = """
insert into changed_orders
select order_key, order_id, known from incoming_orders incoming where not known
union all
select order_key, order_id, known from incoming_orders incoming join orders old using (order_id)
where known and ((old.customer_id, old.country_id, old.placed_at)
    is distinct from (incoming.customer_id, incoming.country_id, incoming.placed_at)
  or exists (
    select from (select * from incoming_lines where incoming_lines.order_key = incoming.order_key) new
    full join (select * from lines where lines.order_id = incoming.order_id) stored using (line)
    where (new.product_id, new.description_id, new.is_return, new.quantity, new.unit_price, new.amount) is distinct from
        (stored.product_id, stored.description_id, stored.is_return, stored.quantity, stored.unit_price, stored.amount)
  ));
analyze changed_orders;
"""

_TOUCH = "insert into touched_orders select order_id from changed_orders; analyze touched_orders;"

_KEEP = """
insert into replaced_orders (replaced_by, order_id, customer_id, country_id, placed_at, load_id,
    revenue, returns, units, sale_lines, line_count)
select {load_id}, order_id, customer_id, country_id, placed_at, load_id, revenue, returns, units, sale_lines, line_count
from orders join changed_orders using (order_id) where known;

insert into replaced_lines (replaced_by, order_id, line, product_id, description_id,
    is_return, quantity, unit_price, amount)
select {load_id}, order_id, line, product_id, description_id, is_return, quantity, unit_price, amount
from lines join changed_orders using (order_id) where known;

insert into confirmed_orders (load_id, order_id)
select {load_id}, order_id from incoming_orders where not exists (
    select from changed_orders where changed_orders.order_key = incoming_orders.order_key);
"""

_LINES = """
delete from lines using changed_orders changed where changed.known and lines.order_id = changed.order_id;

insert into lines (order_id, line, product_id, description_id, is_return, quantity, unit_price, amount)
select order_id, line, product_id, description_id, is_return, quantity, unit_price, amount
from incoming_lines join changed_orders using (order_key);
"""

_TOTALS = """
select order_id, coalesce(sum(amount) filter (where not is_return), 0) as revenue,
    coalesce(sum(amount) filter (where is_return), 0) as returns,
    coalesce(sum(quantity) filter (where not is_return), 0) as units,
    count(*) filter (where not is_return) as sale_lines, count(*) as line_count
from {changed_lines} group by order_id
"""
_WRITE_ORDERS = """
insert into orders (order_id, number, customer_id, country_id, placed_at, load_id,
    revenue, returns, units, sale_lines, line_count)
select order_id, number, customer_id, country_id, placed_at, {load_id}, revenue, returns, units, sale_lines, line_count
from incoming_orders join ({totals}) totals using (order_id)
on conflict (order_id) do update set customer_id = excluded.customer_id, country_id = excluded.country_id,
    placed_at = excluded.placed_at, load_id = excluded.load_id, revenue = excluded.revenue, returns = excluded.returns,
    units = excluded.units, sale_lines = excluded.sale_lines, line_count = excluded.line_count
"""

_TOUCHED = """
create temp table touched_customers on commit drop as
select customer_id from incoming_orders join changed_orders using (order_key) where customer_id is not null
union select customer_id from replaced_orders where replaced_by = {load_id} and customer_id is not null;
create temp table touched_products on commit drop as
{changed_products} union select product_id from replaced_lines where replaced_by = {load_id};
create temp table touched_days on commit drop as
select placed_at::date as day from incoming_orders join changed_orders using (order_key)
union select placed_at::date from replaced_orders where replaced_by = {load_id};
analyze touched_customers, touched_products, touched_days;
"""

_COUNTS = """
select count(*) filter (where not changed.known) as added, count(*) filter (where changed.known) as replaced,
    count(*) filter (where changed.order_key is null) as unchanged,
    (select count(*) from orders join replaced_orders old using (order_id)
        where old.replaced_by = $1 and orders.line_count < old.line_count) as shortened,
    (select count(*) from changed_kinds) as kinds
from incoming_orders left join changed_orders changed using (order_key)
"""


@dataclass(frozen=True, slots=True)
class Merged:
    """How many orders a load added, replaced and left as they were; `shortened`: replaced ones that lost lines.

    kinds: products whose kind it changed, new services among them.
    """

    added: int
    replaced: int
    unchanged: int
    shortened: int = 0
    kinds: int = 0


async def merge(connection: "Connection", load_id: int, first: FirstLoad | None = None) -> Merged:
    """Merge the staged rows into dimensions and facts; leaves touched_orders, _customers, _products and _days behind.

    The lines of a first load are in their table already.
    """
    key = int(load_id)
    await connection.execute(_PARTS)
    await merge_members(connection, load_id)
    await connection.execute(_ORDERS.format(first=first is not None))
    await connection.execute("create temp table touched_orders (order_id bigint) on commit drop")
    if first is not None:
        await connection.execute("analyze countries, customers, products, descriptions")
        await remember(connection)  # nothing was there before
        await first.settle()
        await connection.execute(_CHANGED + _ALL + _TOUCH)
    else:
        known = await connection.fetchval("select exists (select from incoming_orders where known)")
        await connection.execute(_KNOWN_LINES if known else _NEW_LINES)
        await connection.execute(_CHANGED + _DIFFERENT + _TOUCH)
        await remember(connection)
        await connection.execute(_KEEP.format(load_id=key))
        await connection.execute(_LINES)
    changed_lines = "lines" if first is not None else "lines join changed_orders using (order_id)"
    totals = _TOTALS.format(changed_lines=changed_lines)
    if first is not None:
        await first.write_orders(key, totals)
    else:
        await connection.execute(_WRITE_ORDERS.format(load_id=key, totals=totals))
    changed_products = f"select product_id from {'products' if first is not None else changed_lines}"
    await connection.execute(_TOUCHED.format(load_id=key, changed_products=changed_products))
    counts = await connection.fetchrow(_COUNTS, load_id)
    assert counts is not None
    return Merged(**counts)
