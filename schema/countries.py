"""Sales by country."""

from decimal import Decimal
from typing import Self

import strawberry

from backend.analytics import countries as analytics
from backend.analytics.iso3 import iso3
from schema.scalars import money


@strawberry.type(description="One country's sales; share of the filter's revenue, 0..1.")
class CountrySales:
    country: str
    iso3: str | None = strawberry.field(description="ISO 3166-1 alpha-3; null for what is no country.")
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
            iso3=iso3(found.country),
            revenue=money(found.revenue),
            returns=money(found.returns),
            net_revenue=money(found.net_revenue),
            orders=found.orders,
            customers=found.customers,
            units=float(found.units),
            average_order_value=found.average_order_value,
            share=found.share,
        )
