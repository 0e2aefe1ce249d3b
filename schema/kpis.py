"""The period and the key figures of a filter."""

from datetime import date
from decimal import Decimal
from typing import Self

import strawberry

from backend.analytics import kpis as analytics
from backend.analytics.filters import Scope
from schema.scalars import money


@strawberry.type(description="The days the filter leaves of the data set; complete when the data cover all days asked.")
class Period:
    from_: date | None = strawberry.field(name="from")
    to: date | None
    days: int
    complete: bool

    @classmethod
    def of(cls, scope: Scope) -> Self:
        return cls(from_=scope.first, to=scope.last, days=scope.days, complete=scope.complete)


@strawberry.type
class Kpis:
    revenue: Decimal = strawberry.field(description="Sum of sale lines, before returns.")
    returns: Decimal = strawberry.field(description="Value of cancelled and returned lines, negative or zero.")
    net_revenue: Decimal = strawberry.field(description="revenue + returns.")
    orders: int = strawberry.field(description="Distinct orders with a sale line.")
    units: float = strawberry.field(description="Sum of the quantities of sale lines.")
    lines: int = strawberry.field(description="Number of sale lines.")
    customers: int = strawberry.field(description="Distinct known customers with at least one sale.")
    new_customers: int = strawberry.field(description="Customers whose first order ever is among them.")
    products: int = strawberry.field(description="Distinct products sold.")
    countries: int = strawberry.field(description="Distinct countries sold to.")
    average_order_value: Decimal | None = strawberry.field(description="revenue / orders; null without orders.")
    return_rate: float | None = strawberry.field(description="-returns / revenue; null without revenue.")

    @classmethod
    def of(cls, found: analytics.Kpis) -> Self:
        return cls(
            revenue=money(found.revenue),
            returns=money(found.returns),
            net_revenue=money(found.net_revenue),
            orders=found.orders,
            units=float(found.units),
            lines=found.lines,
            customers=found.customers,
            new_customers=found.new_customers,
            products=found.products,
            countries=found.countries,
            average_order_value=found.average_order_value,
            return_rate=found.return_rate,
        )
