"""Which sale each return line reverses, kept in `matched_returns`."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncpg import Record

    from backend.db import Connection

_ALL_PAIRS = """
create temp table returned_pairs on commit drop as
select distinct customer_id, product_id
from orders join lines using (order_id) where customer_id is not null and line_count > sale_lines and is_return;
analyze returned_pairs;
"""
# What happens later than a return has no say in what it reverses: only returns since then are matched anew.
_TOUCHED_PAIRS = """
create temp table touched_pairs on commit drop as
select customer_id, product_id, min(since) as since from (
    select customer_id, product_id, placed_at as since
    from touched_orders join orders using (order_id) join lines using (order_id) where customer_id is not null
    union all select customer_id, product_id, since from pairs_before) touched group by customer_id, product_id;
analyze touched_pairs;
create temp table returning_orders on commit drop as
select order_id, customer_id, placed_at
from (select customer_id, min(since) as since from touched_pairs group by customer_id) touched
join orders using (customer_id) where placed_at >= since and line_count > sale_lines;
analyze returning_orders;
create temp table returned_pairs on commit drop as
select distinct customer_id, product_id
from returning_orders join lines using (order_id) join touched_pairs using (customer_id, product_id)
where is_return and placed_at >= since;
analyze returned_pairs;
"""
_MOVEMENTS = """
-- By the sum no index on products is used: each of theirs would give all customers' lines.
create temp table movements on commit drop as
select row_number() over (order by customer_id, product_id, placed_at, number, line) as place,
    order_id, line, placed_at, quantity, customer_id, product_id
from (select customer_id, array_agg(product_id) as products from returned_pairs group by customer_id) returned
join orders using (customer_id) join lines using (order_id) where product_id + 0 = any(products);
"""
_FORGET = """
delete from matched_returns using touched_orders where matched_returns.order_id = touched_orders.order_id;
delete from matched_returns using movements
where quantity < 0 and matched_returns.order_id = movements.order_id and matched_returns.line = movements.line;
"""
_IN_ORDER = "select order_id, line, placed_at, quantity, customer_id, product_id from movements order by place"
_BATCH_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a customer and product: positive quantities are sales, negative ones returns."""

    order_id: int
    line: int
    placed_at: datetime
    quantity: Decimal


def match_returns(movements: Iterable[Movement]) -> Iterator[tuple[Movement, Movement]]:
    """(return, sale) pairs among the movements of one customer and product, in order of time, number and line.

    A return reverses the latest earlier sale with enough quantity not yet returned, or none; a sale of the same
    moment is not earlier, unless it stands above the return in the same order.
    """
    sales: list[Movement] = []
    left: list[Decimal] = []
    for movement in movements:
        if movement.quantity > 0:
            sales.append(movement)
            left.append(movement.quantity)
            continue
        for index in range(len(sales) - 1, -1, -1):
            sale = sales[index]
            earlier = sale.placed_at < movement.placed_at or sale.order_id == movement.order_id
            if earlier and left[index] >= -movement.quantity:
                left[index] += movement.quantity
                yield movement, sale
                break


async def refresh_returns(connection: "Connection", *, everything: bool, batch_rows: int = _BATCH_ROWS) -> None:
    """Match anew what the touched orders may have changed: pairs of a customer and a product, now and before.

    Movements are read and matches written in batches: only the last customer and product read is held whole.
    """
    await connection.execute(_ALL_PAIRS if everything else _TOUCHED_PAIRS)
    await connection.execute(_MOVEMENTS + _FORGET)
    cursor = await connection.cursor(_IN_ORDER)
    held: list[Record] = []
    while rows := await cursor.fetch(batch_rows):
        whole, held = _parted(held + rows)
        await _keep(connection, whole)
    await _keep(connection, held)


def _parted(rows: "list[Record]") -> "tuple[list[Record], list[Record]]":
    """The movements whose customer and product is complete, and those of the last, of which more may come."""
    last = _owner(rows[-1])
    end = len(rows)
    while end and _owner(rows[end - 1]) == last:
        end -= 1
    return rows[:end], rows[end:]


async def _keep(connection: "Connection", rows: "list[Record]") -> None:
    await connection.copy_records_to_table(
        "matched_returns",
        records=await asyncio.to_thread(_matched, rows),
        columns=["order_id", "line", "sale_order_id", "sale_line"],
    )


def _matched(rows: "list[Record]") -> list[tuple[int, int, int, int]]:
    """(order, line) of each matched return and of its sale."""
    found: list[tuple[int, int, int, int]] = []
    for _, group in groupby(rows, key=_owner):
        movements = (Movement(row["order_id"], row["line"], row["placed_at"], row["quantity"]) for row in group)
        found += [(back.order_id, back.line, sale.order_id, sale.line) for back, sale in match_returns(movements)]
    return found


def _owner(row: "Record") -> tuple[int, int]:
    """Whose movement it is, and of what: customer and product."""
    return row["customer_id"], row["product_id"]
