"""Return lines with the sale each one reverses."""

from decimal import Decimal
from typing import Self

import strawberry

from backend.analytics import returns as analytics
from backend.analytics.paging import Page
from schema.orders import Order
from schema.paging import PageInfo, edges, page_info
from schema.products import Product
from schema.scalars import money


@strawberry.type(description="One return line; sale is null where no earlier sale had enough left to return.")
class MatchedReturn:
    return_: Order = strawberry.field(name="return")
    sale: Order | None
    product: Product
    quantity: float
    amount: Decimal
    days_between: int | None

    @classmethod
    def of(cls, found: analytics.MatchedReturn) -> Self:
        return cls(
            return_=Order.of(found.back),
            sale=Order.of(found.sale) if found.sale else None,
            product=Product.of(found.product),
            quantity=float(found.quantity),
            amount=money(found.amount),
            days_between=found.days_between,
        )


@strawberry.type
class MatchedReturnEdge:
    cursor: str
    node: MatchedReturn


@strawberry.type
class MatchedReturnConnection:
    edges: list[MatchedReturnEdge]
    page_info: PageInfo
    total_count: int

    @classmethod
    def of(cls, page: Page[analytics.MatchedReturn]) -> Self:
        return cls(
            edges=edges(page, lambda cursor, row: MatchedReturnEdge(cursor=cursor, node=MatchedReturn.of(row))),
            page_info=page_info(page),
            total_count=page.total,
        )
