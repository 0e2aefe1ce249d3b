"""Orders with their lines."""

from decimal import Decimal
from typing import Self

import strawberry

from backend.analytics import orders as analytics
from backend.analytics.paging import Page
from schema.answered import answered
from schema.context import Info
from schema.customers import Customer
from schema.paging import PageInfo, edges, page_info
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
    order_id: strawberry.Private[int]
    number: str
    placed_at: LocalDateTime
    customer: Customer | None
    country: str
    revenue: Decimal
    returns: Decimal
    net_revenue: Decimal
    units: float
    cancelled: bool

    @answered("The lines, as the file had them.")
    async def lines(self, info: Info) -> list[OrderLine]:
        return [OrderLine.of(line) for line in await info.context.loaders.order_lines.load(self.order_id)]

    @classmethod
    def of(cls, found: analytics.Order) -> Self:
        return cls(
            order_id=found.order_id,
            number=found.number,
            placed_at=LocalDateTime(found.placed_at),
            customer=Customer.of(found.customer) if found.customer else None,
            country=found.country,
            revenue=money(found.revenue),
            returns=money(found.returns),
            net_revenue=money(found.net_revenue),
            units=float(found.units),
            cancelled=found.cancelled,
        )


@strawberry.type
class OrderEdge:
    cursor: str
    node: Order


@strawberry.type
class OrderConnection:
    edges: list[OrderEdge]
    page_info: PageInfo
    total_count: int

    @classmethod
    def of(cls, page: Page[analytics.Order]) -> Self:
        return cls(
            edges=edges(page, lambda cursor, row: OrderEdge(cursor=cursor, node=Order.of(row))),
            page_info=page_info(page),
            total_count=page.total,
        )
