"""Orders and return documents, with their lines."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from asyncpg import Record

from backend.analytics.customers import Customer
from backend.analytics.filters import Filters, Scope, resolve
from backend.analytics.paging import Listing, Page, PageRequest, page, page_of
from backend.analytics.products import Product
from backend.analytics.rights import known_customers, visible
from backend.analytics.source import CANCELLED
from backend.analytics.source import orders as scoped_orders
from backend.db import Database
from backend.db.observation import note_source

_COLUMNS = f"""
orders.order_id, orders.number, orders.placed_at, country.name as country, orders.revenue, orders.returns, orders.units,
    orders.customer_id, home.code, home.country as home, home.first_day, home.last_day,
    {CANCELLED.format(orders="orders")} as cancelled,
    extract(epoch from orders.placed_at) as sort_value, orders.number as sort_key
"""
_JOINS = """
join countries country on country.country_id = orders.country_id
left join ({known}) home on home.customer_id = orders.customer_id
"""
_ORDER = f"select {_COLUMNS} from orders {_JOINS} where orders.number = $1 and {{visible}}"
_ORDERS_BY_ID = f"select {_COLUMNS} from orders {_JOINS} where orders.order_id = any($1) and {{visible}}"
_ORDERS = f"select {_COLUMNS} from orders {_JOINS} join ({{orders}}) scoped on scoped.order_id = orders.order_id"
_ORDERS_OF = f"""
select owner.code as owner, counted.total, {_COLUMNS}
from customers owner
cross join lateral (select count(*) as total from orders
    where orders.customer_id = owner.customer_id and {{visible}}) counted
cross join lateral (select * from orders where orders.customer_id = owner.customer_id and {{visible}}
    order by placed_at desc, number limit $2) orders
{_JOINS}
where owner.code = any($1)
order by orders.placed_at desc, orders.number
"""
_LINES = """
select order_id, code, name, kind, quantity, unit_price, amount
from lines join products using (product_id) where order_id = any($1) order by order_id, line
"""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line; quantity and amount are negative on a return."""

    product: Product
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    """An order, or a return document (revenue 0), with the sums of all its lines.

    `cancelled`: matched returns cover every sale unit. `order_id` is its key within the database.
    """

    order_id: int
    number: str
    placed_at: datetime
    customer: Customer | None
    country: str
    revenue: Decimal
    returns: Decimal
    units: Decimal
    cancelled: bool

    @property
    def net_revenue(self) -> Decimal:
        return self.revenue + self.returns


async def order(db: Database, number: str) -> Order | None:
    """The order of this number, or None."""
    note_source("orders", "an order is found by its number")
    found = await _told(db, _ORDER, number.replace("\0", ""))
    return _order(found[0]) if found else None


async def _told(db: Database, sql: str, *arguments: object) -> list[Record]:
    """The orders of a statement that may be told; its last parameter, if any, says which."""
    known = known_customers(db, len(arguments) + 1)
    told = visible(db, "orders.country_id", len(arguments) + 1)
    return await db.rows(sql.format(known=known.sql, visible=told.sql), *arguments, *told.arguments)


async def orders(db: Database, scope: Scope, request: PageRequest) -> Page[Order]:
    """A page of the orders and return documents with a line in the scope, newest first, then by number."""
    return await page(db, _listing(db, scope), request, _order)


async def orders_of_customers(db: Database, codes: list[str], first: int) -> dict[str, Page[Order]]:
    """The first page of each customer's orders over all data, in one statement; cursors as `orders` has them."""
    note_source("orders", "the orders of all customers asked for are read at once")
    found: dict[str, list[Record]] = defaultdict(list)
    filters = (await resolve(db, Filters())).filters if db.countries is not None else Filters()
    for row in await _told(db, _ORDERS_OF, codes, first + 1):
        found[row["owner"]].append(row)
    return {
        code: page_of(rows, rows[0]["total"], first, _identity(replace(filters, customers=(code,))), "DESC", _order)
        for code, rows in found.items()
    }


async def orders_by_id(db: Database, order_ids: list[int]) -> dict[int, Order]:
    """The orders of these keys."""
    rows = await _told(db, _ORDERS_BY_ID, order_ids) if order_ids else []
    return {row["order_id"]: _order(row) for row in rows}


async def order_lines(db: Database, order_ids: list[int]) -> dict[int, list[OrderLine]]:
    """The lines of each order, in the order of the file they came from."""
    note_source("lines", "the lines of all orders asked for are read at once")
    found: dict[int, list[OrderLine]] = defaultdict(list)
    for row in await db.rows(_LINES, order_ids):
        product = Product(row["code"], row["name"], row["kind"])
        found[row["order_id"]].append(OrderLine(product, row["quantity"], row["unit_price"], row["amount"]))
    return found


def _listing(db: Database, scope: Scope) -> Listing:
    scoped = scoped_orders(scope)
    known = known_customers(db, len(scoped.arguments) + 1)
    return Listing(
        sql=_ORDERS.format(orders=scoped.sql, known=known.sql),
        arguments=(*scoped.arguments, *known.arguments),
        direction="DESC",
        identity=_identity(scope.filters),
    )


def _identity(filters: Filters) -> tuple[object, ...]:
    return ("orders", filters)


def _order(row: Record) -> Order:
    known = row["customer_id"] is not None
    return Order(
        order_id=row["order_id"],
        number=row["number"],
        placed_at=row["placed_at"],
        customer=Customer(row["code"], row["home"], row["first_day"], row["last_day"]) if known else None,
        country=row["country"],
        revenue=row["revenue"],
        returns=row["returns"],
        units=row["units"],
        cancelled=bool(row["cancelled"]),
    )
