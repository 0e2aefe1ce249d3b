"""Products ranked by what they sell, with their ABC class."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from asyncpg import Record

from backend.analytics.filters import Scope
from backend.analytics.metrics import Metric, share
from backend.analytics.paging import Direction, Listing, Page, PageRequest, page
from backend.analytics.rights import product_visible
from backend.analytics.router import PRESENT, sales
from backend.db import Database
from backend.db.observation import note_source

_PRODUCTS = """
with grouped as (
    select product_id, sum(revenue) as revenue, sum(returns) as returns, sum(units) as units,
        sum(orders)::bigint as orders, {customers} as customers
    from ({sales}) scoped group by product_id having {present}
), ranked as (
    select code, name, kind, grouped.*, sum(revenue) over () as whole,
        sum(revenue) over (order by revenue desc, code rows unbounded preceding) as cumulated
    from grouped join products using (product_id)
)
select code, name, kind, revenue, returns, units, orders, customers, whole, cumulated,
    {metric} as sort_value, code as sort_key
from ranked
where ${search}::text is null or strpos(lower(code), lower(${search})) > 0 or strpos(lower(name), lower(${search})) > 0
"""

ABC_CLASS = "case when cumulated <= whole * 0.80 then 'A' when cumulated <= whole * 0.95 then 'B' else 'C' end"
"""A up to 80% of revenue, B up to 95%, by revenue rank: SQL over a rank's `cumulated` revenue and the `whole`."""

_PRODUCT = "select code, name, kind from products where code = $1 and {visible}"


@dataclass(frozen=True, slots=True)
class Product:
    """A product: `code` trimmed and upper-cased, `name` its most frequent description on sale lines."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class ProductSales:
    """One product's sales. Shares of the scope's revenue, 0..1; `cumulative_share` and class by revenue rank."""

    product: Product
    revenue: Decimal
    returns: Decimal
    units: Decimal
    orders: int
    customers: int
    share: float
    cumulative_share: float
    abc_class: Literal["A", "B", "C"]

    @property
    def net_revenue(self) -> Decimal:
        return self.revenue + self.returns


async def products(
    db: Database,
    scope: Scope,
    request: PageRequest,
    *,
    search: str | None,
    order_by: Metric,
    direction: Direction,
    count_customers: bool,
) -> Page[ProductSales]:
    """A page of the products with a sale or a return; `search` is part of a code or name, in any case.

    Each product's customers are 0 unless asked for: they are counted from the lines.
    """
    count_customers |= order_by is Metric.CUSTOMERS
    scoped = sales(scope, "product_id", *(("customer_id",) if count_customers else ()))
    sql = _PRODUCTS.format(
        sales=scoped.sql,
        present=PRESENT,
        customers="count(distinct customer_id) filter (where orders > 0)" if count_customers else "0",
        metric=order_by.value.expression,
        search=len(scoped.arguments) + 1,
    )
    listing = Listing(
        sql=sql,
        arguments=(*scoped.arguments, searched(search)),
        direction=direction,
        identity=("products", scope.filters, order_by.name, search),
    )
    return await page(db, listing, request, _product_sales)


async def product(db: Database, code: str) -> Product | None:
    """The product of this code, trimmed and upper-cased, or None."""
    note_source("products", "a product is found by its code")
    told = product_visible(db, 2)
    row = await db.row(_PRODUCT.format(visible=told.sql), code.replace("\0", "").strip().upper(), *told.arguments)
    return None if row is None else Product(**row)


def searched(search: str | None) -> str | None:
    """A search as given, without surrounding blanks and the NUL that PostgreSQL refuses; None when nothing is left."""
    return (search or "").replace("\0", "").strip() or None


def _abc_class(cumulated: Decimal, whole: Decimal) -> Literal["A", "B", "C"]:
    """As `ABC_CLASS`, for the rows of a page alone."""
    if cumulated <= whole * Decimal("0.80"):
        return "A"
    return "B" if cumulated <= whole * Decimal("0.95") else "C"


def _product_sales(row: Record) -> ProductSales:
    return ProductSales(
        product=Product(row["code"], row["name"], row["kind"]),
        revenue=row["revenue"],
        returns=row["returns"],
        units=row["units"],
        orders=row["orders"],
        customers=row["customers"],
        share=share(row["revenue"], row["whole"]),
        cumulative_share=share(row["cumulated"], row["whole"]),
        abc_class=_abc_class(row["cumulated"], row["whole"]),
    )
