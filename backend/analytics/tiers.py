"""Known customers in four tiers of spending."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from backend.analytics.filters import Scope
from backend.analytics.metrics import ratio, share
from backend.analytics.router import customer_sales
from backend.db import Database

TierName = Literal["VIP", "HIGH", "MEDIUM", "LOW"]
_NAMES: tuple[TierName, ...] = ("VIP", "HIGH", "MEDIUM", "LOW")

_TIERS = """
with spent as (
    select customer_id, sum(revenue) as revenue, sum(orders::float8) as orders
    from ({sales}) scoped group by customer_id
)
select case when customer_id is null then 'UNKNOWN' when revenue > 5000 then 'VIP' when revenue > 2000 then 'HIGH'
        when revenue > 500 then 'MEDIUM' else 'LOW' end as tier,
    count(*) as customers, sum(revenue) as revenue, sum(orders)::bigint as orders
from spent where orders > 0 group by 1
"""


@dataclass(frozen=True, slots=True)
class SpendTier:
    """The customers whose revenue lies in one tier: VIP > 5000, HIGH > 2000, MEDIUM > 500, LOW the rest."""

    tier: TierName
    customers: int
    revenue: Decimal
    orders: int
    revenue_share: float

    @property
    def average_revenue(self) -> Decimal | None:
        return ratio(self.revenue, self.customers)

    @property
    def average_orders(self) -> float | None:
        return self.orders / self.customers if self.customers else None

    @property
    def average_order_value(self) -> Decimal | None:
        return ratio(self.revenue, self.orders)


async def spend_tiers(db: Database, scope: Scope) -> list[SpendTier]:
    """All four tiers, highest first, of the known customers with a sale; shares of the scope's whole revenue."""
    summed = customer_sales(scope)
    rows = {row["tier"]: row for row in await db.rows(_TIERS.format(sales=summed.sql), *summed.arguments)}
    total = sum((row["revenue"] for row in rows.values()), Decimal(0))
    tiers = []
    for name in _NAMES:
        row = rows.get(name)
        revenue = row["revenue"] if row else Decimal(0)
        tiers.append(
            SpendTier(name, row["customers"] if row else 0, revenue, row["orders"] if row else 0, share(revenue, total))
        )
    return tiers
