"""Sales by country."""

from decimal import Decimal
from typing import Self

import strawberry

from backend.analytics import countries as analytics
from schema.scalars import money


@strawberry.type(description="One country's sales; share of the filter's revenue, 0..1.")
class CountrySales:
    country: str
    revenue: Decimal
    returns: Decimal
    net_revenue: Decimal
    orders: int
    customers: int
    units: float
    average_order_value: Decimal | None
    share: float

    @classmethod
    def of(cls, found: analytics.CountrySales) -> Self:
        return cls(
            country=found.country,
            revenue=money(found.revenue),
            returns=money(found.returns),
            net_revenue=money(found.net_revenue),
            orders=found.orders,
            customers=found.customers,
            units=float(found.units),
            average_order_value=found.average_order_value,
            share=found.share,
        )
