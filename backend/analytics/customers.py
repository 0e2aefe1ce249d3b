"""Known customers ranked by what they buy."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from asyncpg import Record

from backend.analytics.filters import Scope
from backend.analytics.metrics import Metric, ratio, share
from backend.analytics.paging import Direction, Listing, Page, PageRequest, page
from backend.analytics.products import searched
from backend.analytics.rights import known_customers
from backend.analytics.router import sales
from backend.db import Database
from backend.db.observation import note_source

_CUSTOMERS = """
with grouped as (
    select customer_id, sum(revenue) as revenue, sum(returns) as returns, sum(units) as units,
        sum(orders)::bigint as orders, 1 as customers
    from ({sales}) scoped where customer_id is not null group by customer_id
), everything as (select coalesce(sum(revenue), 0) as whole from ({all}) scoped)
select customer_id, code, country, first_day, last_day, revenue, returns, units, orders,
    whole, {metric} as sort_value, code as sort_key
from everything, grouped join ({known}) known using (customer_id)
where ${search}::text is null or strpos(lower(code), lower(${search})) > 0
"""


@dataclass(frozen=True, slots=True)
class Customer:
    """A known customer; the country is the latest order's, the days those of the first and last order with a sale."""

    code: str
    country: str
    first_day: date | None
    last_day: date | None


_CUSTOMER = """
select code, country, first_day, last_day from ({known}) known where code = $1 and country is not null
"""


@dataclass(frozen=True, slots=True)
class CustomerSales:
    """One customer's sales; `share` of the scope's revenue, 0..1."""

    customer: Customer
    revenue: Decimal
    returns: Decimal
    units: Decimal
    orders: int
    share: float

    @property
    def net_revenue(self) -> Decimal:
        return self.revenue + self.returns

    @property
    def average_order_value(self) -> Decimal | None:
        return ratio(self.revenue, self.orders)


async def customers(
    db: Database, scope: Scope, request: PageRequest, *, search: str | None, order_by: Metric, direction: Direction
) -> Page[CustomerSales]:
    """A page of the known customers with a sale or a return; `search` is part of a customer's id, in any case."""
    summed = sales(scope, "customer_id")
    everything = sales(scope).shifted(len(summed.arguments))
    arguments = (*summed.arguments, *everything.arguments)
    known = known_customers(db, len(arguments) + 1)
    arguments = (*arguments, *known.arguments)
    metric = order_by.value.expression if order_by is not Metric.CUSTOMERS else "least(orders, 1)"
    sql = _CUSTOMERS.format(
        sales=summed.sql, all=everything.sql, known=known.sql, metric=metric, search=len(arguments) + 1
    )
    listing = Listing(
        sql=sql,
        arguments=(*arguments, searched(search)),
        direction=direction,
        key="customer_id",
        identity=("customers", scope.filters, order_by.name, search),
    )
    return await page(db, listing, request, _customer_sales)


async def customer(db: Database, code: str) -> Customer | None:
    """The customer of this id, or None."""
    note_source("customers", "a customer is found by its id")
    known = known_customers(db, 2)
    row = await db.row(_CUSTOMER.format(known=known.sql), code.replace("\0", ""), *known.arguments)
    return None if row is None else Customer(**row)


def _customer_sales(row: Record) -> CustomerSales:
    return CustomerSales(
        customer=Customer(row["code"], row["country"], row["first_day"], row["last_day"]),
        revenue=row["revenue"],
        returns=row["returns"],
        units=row["units"],
        orders=row["orders"],
        share=share(row["revenue"], row["whole"]),
    )
