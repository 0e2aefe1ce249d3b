"""Findings about what came back."""

import json

from backend.analytics.filters import Scope
from backend.analytics.insights.insight import Insight, insight, money, percent
from backend.analytics.kpis import kpis
from backend.analytics.source import CANCELLED, orders
from backend.db import Database

_CANCELLED = f"""
select orders.number, orders.revenue, orders.placed_at
from ({{orders}}) scoped join orders on orders.order_id = scoped.order_id
where scoped.sale_lines > 0 and {CANCELLED.format(orders="orders")}
order by orders.revenue desc, orders.number limit 1
"""


async def return_rate(db: Database, scope: Scope) -> Insight | None:
    figures = await kpis(db, scope)
    if not figures.returns or figures.return_rate is None:
        return None
    return insight(
        scope,
        "RETURN_RATE",
        f"{percent(figures.return_rate)} of revenue came back",
        f"Returns of {money(scope, -figures.returns)} leave {money(scope, figures.net_revenue)} net.",
        "kpis { revenue returns netRevenue returnRate }",
    )


async def largest_cancelled_order(db: Database, scope: Scope) -> Insight | None:
    scoped = orders(scope)
    row = await db.row(_CANCELLED.format(orders=scoped.sql), *scoped.arguments)
    if row is None:
        return None
    return Insight(
        "LARGEST_CANCELLED_ORDER",
        f"Order {row['number']} was placed and wholly sent back",
        f"{money(scope, row['revenue'])} on {row['placed_at']:%Y-%m-%d}; it counts in revenue and in returns.",
        scope.first,
        scope.last,
        f"{{ order(number: {json.dumps(row['number'])}) {{ number placedAt revenue cancelled }} }}",
    )
