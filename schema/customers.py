"""Known customers and what they buy."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from backend.analytics import customers as analytics
from backend.analytics.paging import Page, PageRequest
from schema.answered import answered
from schema.context import Info
from schema.filters import FilterArgument
from schema.paging import PageInfo, edges, page_info
from schema.scalars import money

if TYPE_CHECKING:
    from schema.orders import OrderConnection
    from schema.sales import Sales


@strawberry.type(description="A known customer; country is the latest order's, the days those of orders with a sale.")
class Customer:
    id: strawberry.ID
    country: str
    first_order: date | None
    last_order: date | None

    @answered("Recency, frequency and monetary scores over all data, as '543'; null without a sale.")
    async def rfm(self, info: Info) -> str | None:
        return await info.context.loaders.rfm_scores.load(self.id)

    @answered("The sales to this customer, within a filter of its own.")
    async def sales(
        self, info: Info, given: FilterArgument = None
    ) -> Annotated["Sales", strawberry.lazy("schema.sales")] | None:
        from schema.sales import sales_of_customer

        return await sales_of_customer(info, given, self.id)

    @answered("All orders and return documents, newest first.")
    async def orders(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Annotated["OrderConnection", strawberry.lazy("schema.orders")] | None:
        from schema.orders import OrderConnection

        return OrderConnection.of(await info.context.loaders.orders_of(self.id, PageRequest(first, after)))

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
