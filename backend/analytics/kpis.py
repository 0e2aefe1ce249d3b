"""The key figures of a scope."""

from dataclasses import dataclass, replace
from decimal import Decimal

from backend.analytics.filters import Scope
from backend.analytics.metrics import ratio, share
from backend.analytics.router import members, newcomers, sales
from backend.analytics.source import ReturnDate, returns_by_sale
from backend.db import Database

_KPIS = """
select coalesce(sum(revenue), 0) as revenue, coalesce(sum(returns), 0) as returns, coalesce(sum(units), 0) as units,
    coalesce(sum(lines), 0)::bigint as lines, coalesce(sum(orders), 0)::bigint as orders,
    count(distinct country_id) filter (where orders > 0) as countries,
    (select coalesce(sum(members), 0)::bigint from ({customers}) counted) as customers,
    (select coalesce(sum(members), 0)::bigint from ({products}) counted) as products,
    (select count(*) from ({newcomers}) came) as new_customers
from ({sales}) scoped
"""


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
    parts = {
        "sales": sales(scope, "country_id"),
        "customers": members(scope, "customer_id", "1"),
        "newcomers": newcomers(scope),
        "products": members(scope, "product_id", "1"),
    }
    arguments: list[object] = []
    for name, part in parts.items():
        parts[name] = part.shifted(len(arguments))
        arguments += part.arguments
    row = await db.row(_KPIS.format_map({name: part.sql for name, part in parts.items()}), *arguments)
    assert row is not None
    figures = Kpis(**row)
    if returns_on is ReturnDate.SALE:
        dated = returns_by_sale(scope)
        return replace(figures, returns=await db.value(_RETURNS.format(returns=dated.sql), *dated.arguments))
    return figures
