"""Findings worth a manager's morning: each with its numbers, its period and the query that gives them again."""

import asyncio
from collections.abc import Awaitable, Callable

from backend.analytics.filters import Scope
from backend.analytics.insights import customers, markets, products, returns
from backend.analytics.insights.insight import Insight
from backend.db import Database

_FINDERS: tuple[Callable[[Database, Scope], Awaitable[Insight | None]], ...] = (
    markets.monthly_growth,
    markets.market_concentration,
    products.pareto,
    customers.top_tier_dependence,
    customers.customers_at_risk,
    products.losing_product,
    returns.return_rate,
    returns.largest_cancelled_order,
    products.strongest_pair,
    markets.best_weekday,
    markets.busiest_hour,
    customers.unknown_customers,
)


async def insights(db: Database, scope: Scope) -> list[Insight]:
    """Every finding that the scope's rows support, always in the same order; none where nothing was sold."""
    found = await asyncio.gather(*(finder(db, scope) for finder in _FINDERS))
    return [insight for insight in found if insight is not None]


__all__ = ["Insight", "insights"]
