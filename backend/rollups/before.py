"""What the touched orders held before a load changes them, for what is kept by adding and taking away."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.db import Connection

_REMEMBER = """
create temp table descriptions_before on commit drop as
select description_id, count(*) filter (where not is_return) as sales, count(*) as uses
from touched_orders join lines using (order_id) where description_id is not null group by description_id;
create temp table orders_before on commit drop as
select count(*) as orders from touched_orders join orders using (order_id);
create temp table pairs_before on commit drop as
select customer_id, product_id, min(placed_at) as since
from touched_orders join orders using (order_id) join lines using (order_id) where customer_id is not null
group by customer_id, product_id;
"""


async def remember(connection: "Connection") -> None:
    """Keep, before facts change, how many `touched_orders` there are, their descriptions, and who bought what since."""
    await connection.execute(_REMEMBER)
