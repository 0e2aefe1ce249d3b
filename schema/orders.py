"""Orders with their lines."""

from decimal import Decimal
from typing import Self

import strawberry

from backend.analytics import orders as analytics
from schema.customers import Customer
from schema.products import Product
from schema.scalars import LocalDateTime, money


@strawberry.type(description="Quantity and amount are negative on a return.")
class OrderLine:
    product: Product
    quantity: float
    unit_price: Decimal
    amount: Decimal

    @classmethod
    def of(cls, line: analytics.OrderLine) -> Self:
        return cls(
            product=Product.of(line.product),
            quantity=float(line.quantity),
            unit_price=money(line.unit_price),
            amount=money(line.amount),
        )


@strawberry.type(description="An order or a return document; cancelled when matched returns cover every sale unit.")
class Order:
    number: str
    placed_at: LocalDateTime
    customer: Customer | None
    country: str
    revenue: Decimal
    returns: Decimal
    net_revenue: Decimal
    units: float
    cancelled: bool
    lines: list[OrderLine]

    @classmethod
    def of(cls, found: analytics.Order) -> Self:
        return cls(
            number=found.number,
            placed_at=LocalDateTime(found.placed_at),
            customer=Customer.of(found.customer) if found.customer else None,
            country=found.country,
            revenue=money(found.revenue),
            returns=money(found.returns),
            net_revenue=money(found.net_revenue),
            units=float(found.units),
            cancelled=found.cancelled,
            lines=[OrderLine.of(line) for line in found.lines],
        )
