"""The rows of a scope, as relations that other queries select from.

`orders`: one row per order with the sums of its lines within the scope; the orders' own totals serve unless products
are selected. `lines`: one row per line. Only SQL constants and numbered parameters are composed, never values.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import Enum

from backend.analytics.filters import Scope
from backend.db.observation import note_source

_alone: ContextVar[bool] = ContextVar("facts_alone", default=False)


@contextmanager
def facts_alone() -> Iterator[None]:
    """Answer everything asked within from orders and lines: no rollup is chosen."""
    token = _alone.set(True)
    try:
        yield
    finally:
        _alone.reset(token)


def asks_facts_alone() -> bool:
    """Whether rollups are not to be used."""
    return _alone.get()


class ReturnDate(Enum):
    """On which day a return counts: its own, or that of the sale it reverses."""

    RETURN = "return"
    SALE = "sale"


@dataclass(frozen=True, slots=True)
class Relation:
    """A sub-select and its parameters; more parameters are numbered from `len(arguments) + 1`."""

    sql: str
    arguments: tuple[object, ...]

    def shifted(self, by: int) -> "Relation":
        """The same relation with its parameters numbered from `by + 1`, to stand behind `by` others."""
        return Relation(re.sub(r"\$(\d+)", lambda found: f"${int(found[1]) + by}", self.sql), self.arguments)


@dataclass(slots=True)
class Parameters:
    """The values of a statement, numbered as they are added."""

    values: list[object] = field(default_factory=list)

    def add(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"


def chosen(scope: Scope, parameters: Parameters) -> list[str]:
    """The conditions on country and product, for rows that have their keys."""
    conditions = []
    if scope.country_ids is not None:
        conditions.append(f"country_id = any({parameters.add(scope.country_ids)})")
    if scope.product_ids is not None:
        conditions.append(f"product_id = any({parameters.add(scope.product_ids)})")
    if scope.filters.kind is not None:
        kind = parameters.add(scope.filters.kind)
        conditions.append(f"product_id in (select product_id from products where kind = {kind})")
    return conditions


def orders(scope: Scope, why: str = "the answer is about single orders") -> Relation:
    """order_id, number, customer_id, country_id, placed_at, revenue, returns, units, sale_lines, line_count."""
    conditions, arguments = _conditions(scope)
    if not scope.selects_products:
        note_source("orders", why)
        return Relation(
            "select order_id, number, customer_id, country_id, placed_at, revenue, returns, units, sale_lines, "
            f"line_count from orders where {conditions}",
            arguments,
        )
    note_source("lines", "the filter selects products, so only some lines of an order count")
    return Relation(
        f"""select order_id, min(number) as number, min(customer_id) as customer_id, min(country_id) as country_id,
            min(placed_at) as placed_at,
            coalesce(sum(amount) filter (where not is_return), 0) as revenue,
            coalesce(sum(amount) filter (where is_return), 0) as returns,
            coalesce(sum(quantity) filter (where not is_return), 0) as units,
            count(*) filter (where not is_return) as sale_lines, count(*) as line_count
        from {_joined(scope)} where {conditions} group by order_id""",
        arguments,
    )


def lines(scope: Scope, why: str = "the answer is about single lines") -> Relation:
    """order_id, line, product_id, customer_id, country_id, placed_at, is_return, quantity, amount."""
    conditions, arguments = _conditions(scope)
    note_source("lines", why)
    return Relation(
        "select order_id, line, product_id, customer_id, country_id, placed_at, is_return, quantity, amount "
        f"from {_joined(scope)} where {conditions}",
        arguments,
    )


def returns_by_sale(scope: Scope) -> Relation:
    """placed_at, amount of return lines, dated by the sale they reverse, or by themselves where there is none."""
    conditions, arguments = _conditions(scope)
    by_kind = " join products using (product_id)" if scope.filters.kind else ""
    note_source("matched_returns", "returns are dated by the sale each one reverses")
    return Relation(f"select placed_at, amount from ({_DATED_BY_SALE}) dated{by_kind} where {conditions}", arguments)


_DATED_BY_SALE = """
    select coalesce(sale.placed_at, back.placed_at) as placed_at, back.country_id, back.customer_id, product_id, amount
    from lines join orders back using (order_id)
    left join matched_returns matched using (order_id, line)
    left join orders sale on sale.order_id = matched.sale_order_id
    where is_return
"""

CANCELLED = """{orders}.units > 0 and {orders}.units = (
    select -sum(quantity) from matched_returns matched join lines using (order_id, line)
    where matched.sale_order_id = {orders}.order_id)"""
"""Whether matched returns cover every unit that an order sold: SQL over a relation of orders."""


def _joined(scope: Scope) -> str:
    by_kind = " join products using (product_id)" if scope.filters.kind else ""
    return f"orders join lines using (order_id){by_kind}"


def _conditions(scope: Scope) -> tuple[str, tuple[object, ...]]:
    if scope.first is None or scope.last is None:
        return "false", ()
    conditions = ["placed_at >= $1", "placed_at < $2"]
    arguments: list[object] = [_midnight(scope, 0), _midnight(scope, 1)]
    choices = {
        "country_id = any(${})": scope.country_ids,
        "customer_id = any(${})": scope.customer_ids,
        "product_id = any(${})": scope.product_ids,
        "kind = ${}": scope.filters.kind,
    }
    for condition, value in choices.items():
        if value is not None:
            arguments.append(value)
            conditions.append(condition.format(len(arguments)))
    return " and ".join(conditions), tuple(arguments)


def _midnight(scope: Scope, edge: int) -> datetime:
    """The start of the scope's first day (edge 0), or of the day after its last (edge 1)."""
    assert scope.first is not None
    assert scope.last is not None
    return datetime.combine(scope.last + timedelta(days=1) if edge else scope.first, time())
