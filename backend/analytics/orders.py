"""One order with its lines."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from asyncpg import Record

from backend.analytics.customers import Customer
from backend.analytics.matching import Movement, match_returns
from backend.analytics.products import Product
from backend.db import Database

_ORDER = """
select order_id, number, placed_at, country.name as country, revenue, returns, units, customer_id,
    code, home.name as home, first_day, last_day
from orders join countries country using (country_id) left join customers using (customer_id)
left join countries home on home.country_id = customers.country_id
where number = $1
"""
_LINES = """
select code, name, kind, quantity, unit_price, amount, is_return
from lines join products using (product_id) where order_id = $1 order by line
"""
_MOVEMENTS = """
select order_id, number, line, placed_at, product_id as key, quantity
from orders join lines using (order_id)
where customer_id = $1 and placed_at >= $2
    and product_id in (select product_id from lines where order_id = $3 and not is_return)
"""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line; quantity and amount are negative on a return."""

    product: Product
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    """An order, or a return document (revenue 0). `cancelled`: matched returns cover every sale unit."""

    number: str
    placed_at: datetime
    customer: Customer | None
    country: str
    revenue: Decimal
    returns: Decimal
    units: Decimal
    cancelled: bool
    lines: tuple[OrderLine, ...]

    @property
    def net_revenue(self) -> Decimal:
        return self.revenue + self.returns


async def order(db: Database, number: str) -> Order | None:
    """The order of this number, or None."""
    found = await db.row(_ORDER, number.replace("\0", ""))
    if found is None:
        return None
    lines, cancelled = await asyncio.gather(db.rows(_LINES, found["order_id"]), _cancelled(db, found))
    known = found["customer_id"] is not None
    return Order(
        number=found["number"],
        placed_at=found["placed_at"],
        customer=Customer(found["code"], found["home"], found["first_day"], found["last_day"]) if known else None,
        country=found["country"],
        revenue=found["revenue"],
        returns=found["returns"],
        units=found["units"],
        cancelled=cancelled,
        lines=tuple(
            OrderLine(Product(row["code"], row["name"], row["kind"]), row["quantity"], row["unit_price"], row["amount"])
            for row in lines
        ),
    )


async def _cancelled(db: Database, found: Record) -> bool:
    """Whether matched returns of the customer cover every unit that the order sold.

    Matching looks for the latest earlier sale, so a later sale can take a return but an earlier one cannot change what
    this order's own sales are left with: only movements from this order on matter.
    """
    if found["customer_id"] is None or not found["units"]:
        return False
    rows = await db.rows(_MOVEMENTS, found["customer_id"], found["placed_at"], found["order_id"])
    matched = match_returns(Movement(**row) for row in rows)
    returned = sum(-back.quantity for back, sale in matched.items() if sale.order_id == found["order_id"])
    return bool(returned == found["units"])
