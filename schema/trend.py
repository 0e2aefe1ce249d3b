"""Sales over time."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Self, cast

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
    def all(cls, points: list[analytics.TrendPoint]) -> list[Self]:
        """The points, with sums written as money when they are read: there may be thousands, and few are selected."""
        return cast("list[Self]", list(map(partial(tuple.__new__, _Point), points)))


class _Point(analytics.TrendPoint):
    """Has the attributes of a TrendPoint, which are all that GraphQL looks at."""

    __slots__ = ()

    revenue = property(lambda self: money(Decimal(self[3])))
    returns = property(lambda self: money(Decimal(self[4])))
    units = property(lambda self: float(self[5]))
    net_revenue = property(lambda self: money(Decimal(self[3]) + Decimal(self[4])))


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
