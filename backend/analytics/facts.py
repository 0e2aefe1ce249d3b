"""Sums and sales straight from orders and lines, in the columns that rollups have too."""

from dataclasses import replace

from backend.analytics.filters import Scope
from backend.analytics.source import Relation, lines, orders
from backend.rollups.families import MEASURES

_TIMES = "placed_at::date as day, extract(hour from placed_at)::int as hour"
_OF_ORDERS = """revenue, returns, units, sale_lines as lines, line_count - sale_lines as return_lines,
    (sale_lines > 0)::int as orders, case when sale_lines > 0 then placed_at::date end as last_sale"""
_OF_LINES = """coalesce(sum(amount) filter (where not is_return), 0) as revenue,
    coalesce(sum(amount) filter (where is_return), 0) as returns,
    coalesce(sum(quantity) filter (where not is_return), 0) as units,
    count(*) filter (where not is_return) as lines, count(*) filter (where is_return) as return_lines,
    (count(*) filter (where not is_return) > 0)::int as orders"""


def summed(scope: Scope, why: str, *, by_product: bool) -> Relation:
    """One row per order, or per order and product."""
    if not by_product and not scope.selects_products:
        rows = orders(scope, why)
        select = f"select order_id, country_id, customer_id, {_TIMES}, {_OF_ORDERS} from ({rows.sql}) each"
        return replace(rows, sql=select)
    rows = lines(scope, why)
    keys = "order_id, country_id, customer_id, placed_at" + (", product_id" if by_product else "")
    each = f"select {keys}, {_OF_LINES} from ({rows.sql}) each group by {keys}"
    product = "product_id, " if by_product else ""
    sums = f"{', '.join(MEASURES)}, case when lines > 0 then placed_at::date end as last_sale"
    select = f"select order_id, {product}country_id, customer_id, {_TIMES}, {sums} from ({each}) sums"
    return replace(rows, sql=select)


def sold(scope: Scope, why: str, *, by_product: bool) -> Relation:
    """order_id, day, country_id, customer_id, with products product_id: of each sale, lighter than its sums."""
    if not by_product and not scope.selects_products:
        rows, sale, product = orders(scope, why), "sale_lines > 0", ""
    else:
        rows, sale, product = lines(scope, why), "not is_return", "product_id, "
    select = f"select order_id, {product}country_id, customer_id, placed_at::date as day from ({rows.sql}) each"
    return replace(rows, sql=f"{select} where {sale}")
