"""What is kept beside the facts of customers, products and the data set, brought up to date within a load.

Expects the temporary tables `touched_orders (order_id)`, `touched_customers (customer_id)` and
`touched_products (product_id)`.
"""

from typing import TYPE_CHECKING

from backend.rollups.returns import refresh_returns

if TYPE_CHECKING:
    from backend.db import Connection

_CUSTOMERS = """
with sales as (
    select distinct on (customer_id) customer_id, order_id, placed_at::date as first_day,
        (max(placed_at) over (partition by customer_id))::date as last_day
    from orders join touched_customers using (customer_id)
    where sale_lines > 0
    order by customer_id, placed_at, number
), latest as (
    select distinct on (customer_id) customer_id, country_id
    from orders join touched_customers using (customer_id)
    order by customer_id, placed_at desc, number desc
)
update customers set first_order_id = sales.order_id, first_day = sales.first_day, last_day = sales.last_day,
    country_id = latest.country_id
from touched_customers left join sales using (customer_id) left join latest using (customer_id)
where customers.customer_id = touched_customers.customer_id
"""

_PRODUCT_NAMES = """
with counted as (
    select product_id, description_id, count(*) filter (where not is_return) as sales, count(*) as uses
    from lines join touched_products using (product_id)
    where description_id is not null
    group by product_id, description_id
), named as (
    select distinct on (counted.product_id) counted.product_id, description
    from counted join descriptions using (description_id)
    order by counted.product_id, sales desc, case when sales = 0 then uses else 0 end desc, description
)
update products set name = coalesce(named.description, products.code)
from touched_products left join named using (product_id)
where products.product_id = touched_products.product_id
    and products.name is distinct from coalesce(named.description, products.code)
"""

_DATASET = """
update dataset set version = version + 1, loaded_at = clock_timestamp(),
    currency = case when days.orders > 0 then coalesce($1, currency) end,
    first_day = days.first_day, last_day = days.last_day, orders = days.orders, lines = days.lines
from (select min(placed_at)::date as first_day, max(placed_at)::date as last_day, count(*) as orders,
    coalesce(sum(line_count), 0) as lines from orders) days
returning version
"""


async def refresh(connection: "Connection", currency: str | None = None) -> int:
    """Refresh after orders changed and raise the data set's version, which is returned and notified at commit.

    `currency` is that of the load; an empty data set has none.
    """
    await connection.execute(_CUSTOMERS)
    await connection.execute(_PRODUCT_NAMES)
    await refresh_returns(connection)
    version: int = await connection.fetchval(_DATASET, currency)
    await connection.execute("select pg_notify('sales_dataset', $1)", str(version))
    return version
