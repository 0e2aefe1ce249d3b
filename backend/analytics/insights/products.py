"""Findings about what is sold."""

import json

from backend.analytics.abc_classes import abc_classes
from backend.analytics.comparison import Comparison, compared
from backend.analytics.filters import Scope
from backend.analytics.insights.insight import Insight, counted, filter_argument, insight, money, percent
from backend.analytics.pairs import product_pairs
from backend.analytics.router import sales
from backend.db import Database

SIGNIFICANT = 0.05
"""Pairs with a higher adjusted p value may be chance alone."""

_LOSING = """
with now as (
    select product_id, sum(revenue) as revenue from ({now}) scoped group by product_id
), before as (
    select product_id, sum(revenue) as revenue from ({before}) scoped group by product_id
)
select code, name, before.revenue as before, coalesce(now.revenue, 0) as now
from before left join now using (product_id) join products using (product_id)
where before.revenue > coalesce(now.revenue, 0)
order by before.revenue - coalesce(now.revenue, 0) desc, code limit 1
"""


async def pareto(db: Database, scope: Scope) -> Insight | None:
    classes = await abc_classes(db, scope)
    products = sum(each.products for each in classes)
    best = classes[0]
    if not best.products or not best.revenue:
        return None
    return insight(
        scope,
        "PARETO",
        f"{percent(best.share)} of revenue comes from {best.products:,} of {counted(products, 'product')}",
        f"That is {percent(best.products / products)} of the range; {percent(classes[2].share)} comes from the last "
        f"{counted(classes[2].products, 'product')} (class C).",
        "abcClasses { abcClass products revenue share }",
    )


async def losing_product(db: Database, scope: Scope) -> Insight | None:
    previous = compared(scope, Comparison.PREVIOUS_PERIOD)
    if not previous.complete:
        return None
    now, before = sales(scope, "product_id"), sales(previous, "product_id")
    shifted = before.shifted(len(now.arguments))
    row = await db.row(_LOSING.format(now=now.sql, before=shifted.sql), *now.arguments, *shifted.arguments)
    if row is None:
        return None
    code = json.dumps(row["code"])
    query = (
        f"{{ product(code: {code}) {{ code name now: sales{filter_argument(scope)} {{ kpis {{ revenue }} }} "
        f"before: sales{filter_argument(previous)} {{ kpis {{ revenue }} }} }} }}"
    )
    return Insight(
        "LOSING_PRODUCT",
        f"{row['name']} lost most against the period before",
        f"{money(scope, row['now'])} after {money(scope, row['before'])} from {previous.first} to {previous.last}.",
        scope.first,
        scope.last,
        query,
    )


async def strongest_pair(db: Database, scope: Scope) -> Insight | None:
    pairs = await product_pairs(db, scope, first=1, product=None, minimum_support=0.02)
    if not pairs or pairs[0].p_value >= SIGNIFICANT:
        return None
    best = pairs[0]
    return insight(
        scope,
        "STRONGEST_PAIR",
        f"{best.a.name} sells with {best.b.name}",
        f"{percent(best.confidence)} of orders with the first hold the second, {best.lift:.1f} times as many as by "
        f"chance, in {counted(best.orders, 'order')}.",
        "productPairs(first: 1) { a { code name } b { code name } orders confidence lift pValue }",
    )
