"""Sales by country."""

from dataclasses import dataclass
from decimal import Decimal

from backend.analytics.filters import Scope
from backend.analytics.metrics import Metric, ratio
from backend.analytics.paging import Direction, check_first
from backend.analytics.source import orders
from backend.db import Database

_COUNTRIES = """
with grouped as (
    select country_id, sum(revenue) as revenue, sum(returns) as returns, sum(units) as units,
        count(*) filter (where sale_lines > 0) as orders,
        count(distinct customer_id) filter (where sale_lines > 0) as customers
    from ({orders}) scoped group by country_id
)
select name as country, revenue, returns, units, orders, customers,
    coalesce(revenue / nullif(sum(revenue) over (), 0), 0)::float8 as share
from grouped join countries using (country_id)
order by {metric} {direction} nulls last, name
"""


@dataclass(frozen=True, slots=True)
class CountrySales:
    """One country's sales; `share` of the scope's revenue, 0..1."""

    country: str
    revenue: Decimal
    returns: Decimal
    units: Decimal
    orders: int
    customers: int
    share: float

    @property
    def net_revenue(self) -> Decimal:
        return self.revenue + self.returns

    @property
    def average_order_value(self) -> Decimal | None:
        return ratio(self.revenue, self.orders)


async def countries(
    db: Database, scope: Scope, *, first: int | None, order_by: Metric, direction: Direction
) -> list[CountrySales]:
    """Every country with a sale or a return, or the `first` of them."""
    if first is not None:
        check_first(first)
    scoped = orders(scope)
    sql = _COUNTRIES.format(orders=scoped.sql, metric=order_by.value.expression, direction=direction)
    rows = await db.rows(sql if first is None else f"{sql} limit {int(first)}", *scoped.arguments)
    return [CountrySales(**row) for row in rows]
