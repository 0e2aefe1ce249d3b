"""Row rights: what may be told through a door that is limited to some countries, where no scope says it.

Scopes are held to them by `filters.resolve`. Beside that, a limited user knows the orders of their countries, and of
customers and products those that such an order names.
"""

from dataclasses import dataclass, replace

from backend.analytics.dataset import Dataset
from backend.db import Database

_VISIBLE = "{column} = any(array(select country_id from countries where name = any(${number})))"


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL that is true for what may be told, and its one parameter, if it has one."""

    sql: str
    arguments: tuple[object, ...]


def visible(db: Database, column: str, number: int) -> Condition:
    """Whether a row may be told, by the column that holds its country; the parameter is numbered `number`."""
    if db.countries is None:
        return Condition("true", ())
    return Condition(_VISIBLE.format(column=column, number=number), (list(db.countries),))


def customer_visible(db: Database, number: int) -> Condition:
    """Whether a row of `customers` has an order that may be told."""
    return _named(db, number, "select from orders asked where asked.customer_id = customers.customer_id")


def product_visible(db: Database, number: int) -> Condition:
    """Whether a row of `products` has a line in an order that may be told."""
    of_product = "lines.product_id = products.product_id"
    return _named(db, number, f"select from lines join orders asked using (order_id) where {of_product}")


def _named(db: Database, number: int, orders: str) -> Condition:
    told = visible(db, "asked.country_id", number)
    return told if db.countries is None else replace(told, sql=f"exists ({orders} and {told.sql})")


_KNOWN = """select customers.customer_id, code, name as country, first_day, last_day
    from customers left join countries using (country_id)"""
_SEEN = """select customer_id, code,
    (select name from orders asked join countries using (country_id) where {own} order by placed_at desc, number desc
        limit 1) as country,
    (select min(placed_at)::date from orders asked where {own} and sale_lines > 0) as first_day,
    (select max(placed_at)::date from orders asked where {own} and sale_lines > 0) as last_day
    from customers"""


def known_customers(db: Database, number: int) -> Condition:
    """A relation of customers: customer_id, code, country, first_day, last_day, by the orders that may be told."""
    if db.countries is None:
        return Condition(_KNOWN, ())
    told = visible(db, "asked.country_id", number)
    return replace(told, sql=_SEEN.format(own=f"asked.customer_id = customers.customer_id and {told.sql}"))


_COUNTED = "select count(*) as orders, coalesce(sum(line_count), 0)::bigint as lines from orders where {visible}"


async def seen(db: Database, state: Dataset) -> Dataset:
    """The data set as it may be told: countries, orders and lines are those of the door's countries."""
    if db.countries is None:
        return state
    told = visible(db, "country_id", 1)
    row = await db.row(_COUNTED.format(visible=told.sql), *told.arguments)
    assert row is not None
    return replace(state, **row, countries=within(db, state))


def within(db: Database, state: Dataset) -> tuple[str, ...]:
    """The countries of the data set that may be told, by name."""
    return tuple(name for name in state.countries if db.countries is None or name in db.countries)
