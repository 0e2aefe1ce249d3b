"""Known customers and what they buy."""

from datetime import date
from decimal import Decimal
from typing import Self

import strawberry

from backend.analytics import customers as analytics
from backend.analytics.paging import Page
from schema.paging import PageInfo, edges, page_info
from schema.scalars import money


@strawberry.type(description="A known customer; country is the latest order's.")
class Customer:
    id: strawberry.ID
    country: str
    first_order: date | None
    last_order: date | None

    @classmethod
    def of(cls, found: analytics.Customer) -> Self:
        return cls(
            id=strawberry.ID(found.code),
            country=found.country,
            first_order=found.first_day,
            last_order=found.last_day,
        )


@strawberry.type(description="One customer's sales; share of the filter's revenue, 0..1.")
class CustomerSales:
    customer: Customer
    revenue: Decimal
    returns: Decimal
    net_revenue: Decimal
    orders: int
    units: float
    average_order_value: Decimal | None
    share: float

    @classmethod
    def of(cls, found: analytics.CustomerSales) -> Self:
        return cls(
            customer=Customer.of(found.customer),
            revenue=money(found.revenue),
            returns=money(found.returns),
            net_revenue=money(found.net_revenue),
            orders=found.orders,
            units=float(found.units),
            average_order_value=found.average_order_value,
            share=found.share,
        )


@strawberry.type
class CustomerSalesEdge:
    cursor: str
    node: CustomerSales


@strawberry.type
class CustomerSalesConnection:
    edges: list[CustomerSalesEdge]
    page_info: PageInfo
    total_count: int

    @classmethod
    def of(cls, page: Page[analytics.CustomerSales]) -> Self:
        return cls(
            edges=edges(page, lambda cursor, row: CustomerSalesEdge(cursor=cursor, node=CustomerSales.of(row))),
            page_info=page_info(page),
            total_count=page.total,
        )
