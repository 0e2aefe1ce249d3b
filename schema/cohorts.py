"""Customers by when they first bought."""

from datetime import date
from decimal import Decimal
from typing import Self

import strawberry

from backend.analytics import cohorts as analytics
from schema.scalars import money


@strawberry.type(
    description="Customers by the bucket of their first order ever; retention[k] and revenue[k] are of the k-th bucket "
    "after, null where that is incomplete."
)
class Cohort:
    start: date
    size: int
    retention: list[float | None]
    revenue: list[Decimal | None]

    @classmethod
    def of(cls, found: analytics.Cohort) -> Self:
        return cls(
            start=found.start,
            size=found.size,
            retention=list(found.retention),
            revenue=[None if amount is None else money(amount) for amount in found.revenue],
        )
