"""Known customers in tiers of spending."""

from decimal import Decimal
from typing import Self

import strawberry

from backend.analytics import tiers as analytics
from schema.enums import SpendTierName


@strawberry.type(description="VIP > 5000, HIGH > 2000, MEDIUM > 500, LOW the rest, in the data set's currency.")
class SpendTier:
    tier: SpendTierName
    customers: int
    average_revenue: Decimal | None
    average_orders: float | None
    average_order_value: Decimal | None
    revenue_share: float

    @classmethod
    def of(cls, found: analytics.SpendTier) -> Self:
        return cls(
            tier=SpendTierName(found.tier),
            customers=found.customers,
            average_revenue=found.average_revenue,
            average_orders=found.average_orders,
            average_order_value=found.average_order_value,
            revenue_share=found.revenue_share,
        )
