"""Customers by recency, frequency and monetary value."""

from decimal import Decimal
from typing import Self

import strawberry

from backend.analytics import rfm as analytics
from schema.enums import RfmSegmentName
from schema.scalars import money


@strawberry.type
class RfmSegment:
    segment: RfmSegmentName
    customers: int
    revenue: Decimal
    average_recency_days: float | None
    average_orders: float | None
    average_revenue: Decimal | None

    @classmethod
    def of(cls, found: analytics.RfmSegment) -> Self:
        return cls(
            segment=RfmSegmentName(found.segment),
            customers=found.customers,
            revenue=money(found.revenue),
            average_recency_days=found.average_recency_days,
            average_orders=found.average_orders,
            average_revenue=found.average_revenue,
        )
