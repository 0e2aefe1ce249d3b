"""Sales over time."""

from datetime import date
from decimal import Decimal
from typing import Self

import strawberry

from backend.analytics import trend as analytics
from schema.scalars import money


@strawberry.type(description="One calendar bucket; complete when the data set and the filter cover all its days.")
class TrendPoint:
    start: date
    end: date
    complete: bool
    revenue: Decimal
    returns: Decimal
    net_revenue: Decimal
    orders: int
    units: float
    customers: int

    @classmethod
    def of(cls, point: analytics.TrendPoint) -> Self:
        return cls(
            start=point.start,
            end=point.end,
            complete=point.complete,
            revenue=money(point.revenue),
            returns=money(point.returns),
            net_revenue=money(point.net_revenue),
            orders=point.orders,
            units=float(point.units),
            customers=point.customers,
        )


@strawberry.type(description="A bucket beside the one before; change is relative, null unless both are complete.")
class GrowthPoint:
    start: date
    complete: bool
    revenue: Decimal
    previous: Decimal | None
    change: float | None

    @classmethod
    def of(cls, point: analytics.GrowthPoint) -> Self:
        return cls(
            start=point.start,
            complete=point.complete,
            revenue=money(point.revenue),
            previous=None if point.previous is None else money(point.previous),
            change=point.change,
        )
