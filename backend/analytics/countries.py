"""Sales by country."""

from dataclasses import dataclass
from decimal import Decimal

from backend.analytics.filters import Scope
from backend.analytics.metrics import Metric, ratio
from backend.analytics.paging import Direction, check_first
from backend.analytics.router import members, sales
from backend.db import Database

_COUNTRIES = """
with grouped as (
    select country_id, country_id as part, sum(revenue) as revenue, sum(returns) as returns, sum(units) as units,
        sum(orders)::bigint as orders
    from ({sales}) scoped group by country_id
), counted as (
    select grouped.*, coalesce(members, 0) as customers
    from grouped left join ({customers}) bought using (part)
)
select name as country, revenue, returns, units, orders, customers,
    coalesce(revenue / nullif(sum(revenue) over (), 0), 0)::float8 as share
from counted join countries using (country_id)
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
    summed = sales(scope, "country_id")
    bought = members(scope, "customer_id", "country_id").shifted(len(summed.arguments))
    sql = _COUNTRIES.format(
        sales=summed.sql, customers=bought.sql, metric=order_by.value.expression, direction=direction
    )
    sql += "" if first is None else f" limit {int(first)}"
    rows = await db.rows(sql, *summed.arguments, *bought.arguments)
    return [CountrySales(**row) for row in rows]
