"""Products bought together more often than chance."""

import asyncio
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from asyncpg import Record
from scipy.sparse import csr_array
from scipy.stats import false_discovery_control

from backend.analytics.filters import Scope
from backend.analytics.fisher import IntArray, chance_of_as_many
from backend.analytics.paging import check_first
from backend.analytics.products import Product
from backend.analytics.router import sales
from backend.analytics.source import lines
from backend.db import Database
from backend.errors import BadInput

MINIMUM_SUPPORT = 0.005

_ORDERS = "select coalesce(sum(orders), 0)::bigint from ({sales}) scoped"
_BASKETS = """
with sold as materialized (
    select distinct product_id, order_id from ({lines}) scoped where not is_return
)
select product_id, code, name, kind, array_agg(order_id) as orders from sold join products using (product_id)
where kind = 'MERCHANDISE' group by product_id, code, name, kind having count(*) >= ${floor}::numeric order by code
"""


@dataclass(frozen=True, slots=True)
class ProductPair:
    """a -> b: `orders` hold both, `support` of all orders, `confidence` of those with a, `lift` over chance."""

    a: Product
    b: Product
    orders: int
    support: float
    confidence: float
    lift: float
    p_value: float


async def product_pairs(
    db: Database, scope: Scope, *, first: int, product: str | None, minimum_support: float
) -> list[ProductPair]:
    """Pairs with a lift above 1 among merchandise in at least `minimum_support` of the scope's orders, by lift.

    p values are of Fisher's one-sided exact test, adjusted over all pairs of such products by Benjamini and Hochberg
    (1995). Filters of products choose which pairs are listed, not which lines count.
    """
    check_first(first)
    if not MINIMUM_SUPPORT <= minimum_support <= 1:
        raise BadInput(f"minSupport is {minimum_support}; it must be {MINIMUM_SUPPORT} to 1", field="minSupport")
    everything = replace(scope, filters=replace(scope.filters, kind=None, products=None), product_ids=None)
    by_order = sales(everything)
    by_line = lines(everything, "pairs are found in the lines of each order")
    total = await db.value(_ORDERS.format(sales=by_order.sql), *by_order.arguments)
    sql = _BASKETS.format(lines=by_line.sql, floor=len(by_line.arguments) + 1)
    baskets = await db.rows(sql, *by_line.arguments, total * Decimal(str(minimum_support)))
    return await asyncio.to_thread(_tested, baskets, total, _chosen(scope, product), first)


def _chosen(scope: Scope, product: str | None) -> set[str] | None:
    """The codes of which a listed pair must hold one; None: any pair."""
    if scope.filters.kind == "SERVICE":
        return set()
    chosen = None if scope.filters.products is None else set(scope.filters.products)
    if product is None:
        return chosen
    asked = {product.strip().upper()}
    return asked if chosen is None else asked & chosen


def _tested(baskets: list[Record], total: int, chosen: set[str] | None, first: int) -> list[ProductPair]:
    """The `first` pairs by lift, then codes; a -> b has the higher confidence, so that a is the rarer product."""
    if len(baskets) < 2:
        return []
    products = [Product(row["code"], row["name"], row["kind"]) for row in baskets]
    sizes = np.array([len(row["orders"]) for row in baskets])
    left, right = np.triu_indices(len(sizes), k=1)
    both = _together(baskets, sizes)[left, right]
    chance = chance_of_as_many(both, sizes[left], sizes[right], total)
    adjusted = false_discovery_control(chance, method="bh")
    lift = both * total / (sizes[left] * sizes[right])
    a, b = np.where(sizes[right] < sizes[left], (right, left), (left, right))
    listed = lift > 1
    if chosen is not None:
        wanted = np.array([product.code in chosen for product in products])
        listed &= wanted[a] | wanted[b]
    order = np.lexsort((b[listed], a[listed], -lift[listed]))[:first]
    return [
        ProductPair(
            a=products[a[i]],
            b=products[b[i]],
            orders=int(both[i]),
            support=float(both[i] / total),
            confidence=float(both[i] / sizes[a[i]]),
            lift=float(lift[i]),
            p_value=float(adjusted[i]),
        )
        for i in np.flatnonzero(listed)[order]
    ]


def _together(baskets: list[Record], sizes: IntArray) -> IntArray:
    """In how many orders each product stands with each other: shape (products, products)."""
    _, columns = np.unique(np.concatenate([row["orders"] for row in baskets]), return_inverse=True)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    holds = csr_array((np.ones(len(columns), dtype=np.int64), columns, starts), shape=(len(sizes), columns.max() + 1))
    return np.asarray((holds @ holds.T).toarray(), dtype=np.int64)
