"""The first load, into an empty data set: lines go to their table as they come, its indexes are built when it is full.

Nothing is there to compare them with, and keys count from 0 in the load as they will in the data set. Until the load
has ended, whoever asks for lines waits.
"""

from typing import TYPE_CHECKING

from backend.db.whole import Whole

if TYPE_CHECKING:
    from backend.db import Connection

_IS_EMPTY = """
select not exists (select from orders) and not exists (select from lines) and not exists (select from products)
"""

_MOVE = """
insert into lines (order_id, line, product_id, description_id, is_return, quantity, unit_price, amount)
select order_key + 1, line, product_key + 1, description_key + 1, is_return, quantity, unit_price, amount
from valued_lines;
truncate staged_lines;
"""

_SETTLE = """
delete from lines using order_parts where lines.order_id = order_key + 1 and superseded;
update lines set order_id = whole_key + 1, line = line + lines_before
from order_parts where lines.order_id = order_key + 1 and whole_key < order_key;
analyze lines (order_id, line, product_id, description_id, is_return);
"""

_ORDERS = """
insert into orders (order_id, number, customer_id, country_id, placed_at, load_id,
    revenue, returns, units, sale_lines, line_count)
select order_id, number, customer_id, country_id, placed_at, {load_id}, revenue, returns, units, sale_lines, line_count
from incoming_orders join ({totals}) totals using (order_id) order by order_id
"""


class FirstLoad:
    """Fills the empty tables of lines, batch by batch, and of orders."""

    def __init__(self, connection: "Connection", lines: Whole) -> None:
        self._connection = connection
        self._lines = lines

    @classmethod
    async def begin(cls, connection: "Connection") -> "FirstLoad | None":
        """Take the indexes off the table; None if the data set is not empty."""
        if not await connection.fetchval(_IS_EMPTY):
            return None
        return cls(connection, await Whole.cut(connection, ["lines"]))

    async def move(self) -> None:
        """Move a batch's staged lines into the table."""
        await self._connection.execute(_MOVE)

    async def settle(self) -> None:
        """Build the indexes; then put the parts of orders together, as `order_parts` names them."""
        await self._lines.build("lines")
        await self._connection.execute(_SETTLE)

    async def write_orders(self, load_id: int, totals: str) -> None:
        """Fill the table of orders from `incoming_orders` and the query of their lines' totals."""
        orders = await Whole.cut(self._connection, ["orders"])
        await self._connection.execute(_ORDERS.format(load_id=load_id, totals=totals))
        await orders.build("orders")
        await self._connection.execute("analyze orders (order_id, number, customer_id, country_id, placed_at, load_id)")
