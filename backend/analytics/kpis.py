"""The key figures of a scope."""

import asyncio
from dataclasses import dataclass, replace
from decimal import Decimal

from backend.analytics.filters import Scope
from backend.analytics.metrics import ratio, share
from backend.analytics.source import ReturnDate, lines, orders, returns_by_sale
from backend.db import Database

_KPIS = """
select coalesce(sum(revenue), 0) as revenue, coalesce(sum(returns), 0) as returns, coalesce(sum(units), 0) as units,
    coalesce(sum(sale_lines), 0)::bigint as lines,
    count(*) filter (where sale_lines > 0) as orders,
    count(distinct customer_id) filter (where sale_lines > 0) as customers,
    count(*) filter (where sale_lines > 0 and order_id = first_order_id) as new_customers,
    count(distinct scoped.country_id) filter (where sale_lines > 0) as countries
from ({orders}) scoped left join customers using (customer_id)
"""
_PRODUCTS = (
    "select count(*) from (select product_id from ({lines}) scoped where not is_return group by product_id) sold"
)


@dataclass(frozen=True, slots=True)
class Kpis:
    """Key figures. Money in the data set's currency, `returns` <= 0; counts are of sale lines' members."""

    revenue: Decimal
    returns: Decimal
    units: Decimal
    lines: int
    orders: int
    customers: int
    new_customers: int
    countries: int
    products: int

    @property
    def net_revenue(self) -> Decimal:
        return self.revenue + self.returns

    @property
    def average_order_value(self) -> Decimal | None:
        return ratio(self.revenue, self.orders)

    @property
    def return_rate(self) -> float | None:
        return share(-self.returns, self.revenue) if self.revenue else None


_RETURNS = "select coalesce(sum(amount), 0) from ({returns}) scoped"


async def kpis(db: Database, scope: Scope, returns_on: ReturnDate = ReturnDate.RETURN) -> Kpis:
    """All key figures of the scope, zeros when nothing is in it; `returns_on` dates the returns among them."""
    by_order, by_line = orders(scope), lines(scope)
    totals, products = await asyncio.gather(
        db.row(_KPIS.format(orders=by_order.sql), *by_order.arguments),
        db.value(_PRODUCTS.format(lines=by_line.sql), *by_line.arguments),
    )
    assert totals is not None
    figures = Kpis(**totals, products=products)
    if returns_on is ReturnDate.SALE:
        dated = returns_by_sale(scope)
        return replace(figures, returns=await db.value(_RETURNS.format(returns=dated.sql), *dated.arguments))
    return figures
