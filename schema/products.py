"""Products and what they sell."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from backend.analytics import abc_classes as classes
from backend.analytics import products as analytics
from backend.analytics.paging import Page
from schema.answered import answered
from schema.context import Info
from schema.enums import AbcClass, ProductKind
from schema.filters import FilterArgument
from schema.paging import PageInfo, edges, page_info
from schema.scalars import money

if TYPE_CHECKING:
    from schema.sales import Sales


@strawberry.type
class Product:
    code: str
    name: str
    kind: ProductKind

    @answered("The sales of this product, within a filter of its own.")
    async def sales(
        self, info: Info, given: FilterArgument = None
    ) -> Annotated["Sales", strawberry.lazy("schema.sales")] | None:
        from schema.sales import sales_of_product

        return await sales_of_product(info, given, self.code)

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


@strawberry.type(description="The products of one class: A up to 80% of revenue, B up to 95%, C the rest.")
class AbcClassSales:
    abc_class: AbcClass
    products: int
    revenue: Decimal
    share: float

    @classmethod
    def of(cls, found: classes.AbcClassSales) -> Self:
        return cls(
            abc_class=AbcClass(found.abc_class),
            products=found.products,
            revenue=money(found.revenue),
            share=found.share,
        )
