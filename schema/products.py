"""Products and what they sell."""

from decimal import Decimal
from typing import Self

import strawberry

from backend.analytics import products as analytics
from backend.analytics.paging import Page
from schema.enums import AbcClass, ProductKind
from schema.paging import PageInfo, edges, page_info
from schema.scalars import money


@strawberry.type
class Product:
    code: str
    name: str
    kind: ProductKind

    @classmethod
    def of(cls, found: analytics.Product) -> Self:
        return cls(code=found.code, name=found.name, kind=ProductKind(found.kind))


@strawberry.type(description="Shares are of the filter's revenue; cumulativeShare and abcClass follow revenue rank.")
class ProductSales:
    product: Product
    revenue: Decimal
    returns: Decimal
    net_revenue: Decimal
    units: float
    orders: int
    customers: int
    share: float
    cumulative_share: float
    abc_class: AbcClass

    @classmethod
    def of(cls, found: analytics.ProductSales) -> Self:
        return cls(
            product=Product.of(found.product),
            revenue=money(found.revenue),
            returns=money(found.returns),
            net_revenue=money(found.net_revenue),
            units=float(found.units),
            orders=found.orders,
            customers=found.customers,
            share=found.share,
            cumulative_share=found.cumulative_share,
            abc_class=AbcClass(found.abc_class),
        )


@strawberry.type
class ProductSalesEdge:
    cursor: str
    node: ProductSales


@strawberry.type
class ProductSalesConnection:
    edges: list[ProductSalesEdge]
    page_info: PageInfo
    total_count: int

    @classmethod
    def of(cls, page: Page[analytics.ProductSales]) -> Self:
        return cls(
            edges=edges(page, lambda cursor, row: ProductSalesEdge(cursor=cursor, node=ProductSales.of(row))),
            page_info=page_info(page),
            total_count=page.total,
        )
