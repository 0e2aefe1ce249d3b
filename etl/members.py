"""The SQL of a load's members: countries, customers, products with their kinds, and descriptions."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.db import Connection

_MEMBERS = """
analyze staged_orders, staged_products, staged_descriptions;

insert into countries (country_id, name, load_id)
select (select coalesce(max(country_id), 0) from countries) + row_number() over (order by country), country, {load_id}
from (select distinct country from staged_orders) new
where not exists (select from countries where name = country);

insert into customers (customer_id, code, load_id)
select (select coalesce(max(customer_id), 0) from customers) + row_number() over (order by customer),
    customer, {load_id}
from (select distinct customer from staged_orders where customer is not null) new
where not exists (select from customers where code = customer);

insert into products (product_id, code, name, kind, load_id)
select (select coalesce(max(product_id), 0) from products) + row_number() over (order by product_key),
    code, code, 'MERCHANDISE', {load_id}
from staged_products new
where not exists (select from products where products.code = new.code);

create temp table product_ids on commit drop as
select product_key, product_id from staged_products join products using (code);

insert into descriptions (description_id, product_id, description, load_id)
select (select coalesce(max(description_id), 0) from descriptions) + row_number() over (order by description_key),
    product_id, description, {load_id}
from staged_descriptions new join product_ids using (product_key)
where not exists (select from descriptions old
    where old.product_id = product_ids.product_id and old.description = new.description);

create temp table description_ids on commit drop as
select description_key, description_id from staged_descriptions join product_ids using (product_key)
join descriptions using (product_id, description);

analyze product_ids, description_ids;
"""

# Of a product's kind the newest load in force decides that knows a list of services; a load without one has no say.
# That a product is merchandise is only worth keeping against a load that says otherwise.
_KINDS = """
insert into product_kinds (product_id, load_id, kind)
select product_id, {load_id}, kind from staged_products join product_ids using (product_key)
where kind = 'SERVICE' or kind = 'MERCHANDISE'
    and exists (select from product_kinds older where older.product_id = product_ids.product_id);

create temp table changed_kinds on commit drop as
select product_id, told.kind from product_kinds told join products using (product_id)
where told.load_id = {load_id} and told.kind <> products.kind;

update products set kind = changed.kind from changed_kinds changed where products.product_id = changed.product_id;
"""


async def merge_members(connection: "Connection", load_id: int) -> None:
    """Add the members that are new; leaves product_ids and description_ids (key -> id) and changed_kinds behind.

    Keys continue after the highest in use, in the order of the load's own.
    """
    await connection.execute(_MEMBERS.format(load_id=int(load_id)))
    await connection.execute(_KINDS.format(load_id=int(load_id)))
