"""A product's name: its most frequent description on sale lines, ties alphabetical."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.db import Connection

_COUNT = """
update descriptions set sales = descriptions.sales + moved.sales, uses = descriptions.uses + moved.uses
from (
    select description_id, sum(sales) as sales, sum(uses) as uses from (
        select description_id, count(*) filter (where not is_return) as sales, count(*) as uses
        from touched_orders join lines using (order_id) where description_id is not null group by description_id
        union all select description_id, -sales, -uses from descriptions_before
    ) changes group by description_id
) moved
where descriptions.description_id = moved.description_id and (moved.sales <> 0 or moved.uses <> 0)
"""
_NAME = """
with named as (
    select distinct on (product_id) product_id, description
    from touched_products join descriptions using (product_id) where uses > 0
    order by product_id, sales desc, case when sales = 0 then uses else 0 end desc, description
)
update products set name = coalesce(named.description, products.code)
from touched_products left join named using (product_id)
where products.product_id = touched_products.product_id
    and products.name is distinct from coalesce(named.description, products.code)
"""


async def refresh_names(connection: "Connection") -> None:
    """Name `touched_products` anew, from how `touched_orders` use descriptions now and before (`remember`)."""
    await connection.execute(_COUNT)
    await connection.execute(_NAME)
