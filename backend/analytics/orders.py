"""One order with its lines."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from backend.analytics.customers import Customer
from backend.analytics.products import Product
from backend.db import Database

_ORDER = """
select order_id, number, placed_at, country.name as country, revenue, returns, units, customer_id,
    code, home.name as home, first_day, last_day,
    units > 0 and units = (select -sum(quantity) from matched_returns matched join lines using (order_id, line)
        where matched.sale_order_id = orders.order_id) as cancelled
from orders join countries country using (country_id) left join customers using (customer_id)
left join countries home on home.country_id = customers.country_id
where number = $1
"""
_LINES = """
select code, name, kind, quantity, unit_price, amount, is_return
from lines join products using (product_id) where order_id = $1 order by line
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
    lines = await db.rows(_LINES, found["order_id"])
    known = found["customer_id"] is not None
    return Order(
        number=found["number"],
        placed_at=found["placed_at"],
        customer=Customer(found["code"], found["home"], found["first_day"], found["last_day"]) if known else None,
        country=found["country"],
        revenue=found["revenue"],
        returns=found["returns"],
        units=found["units"],
        cancelled=bool(found["cancelled"]),
        lines=tuple(
            OrderLine(Product(row["code"], row["name"], row["kind"]), row["quantity"], row["unit_price"], row["amount"])
            for row in lines
        ),
    )
