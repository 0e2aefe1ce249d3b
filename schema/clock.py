"""Sales by hour and by weekday."""

from decimal import Decimal
from typing import Self

import strawberry

from backend.analytics.clock import ClockPoint
from schema.scalars import money


@strawberry.type
class HourPoint:
    hour: int
    revenue: Decimal
    orders: int
    units: float

    @classmethod
    def of(cls, point: ClockPoint) -> Self:
        return cls(hour=point.part, revenue=money(point.revenue), orders=point.orders, units=float(point.units))


@strawberry.type(description="weekday: 1 Monday .. 7 Sunday (ISO 8601).")
class WeekdayPoint:
    weekday: int
    revenue: Decimal
    orders: int
    units: float

    @classmethod
    def of(cls, point: ClockPoint) -> Self:
        return cls(weekday=point.part, revenue=money(point.revenue), orders=point.orders, units=float(point.units))
