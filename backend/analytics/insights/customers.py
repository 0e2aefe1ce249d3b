"""Findings about who buys."""

from decimal import Decimal

from backend.analytics.filters import Scope
from backend.analytics.insights.insight import Insight, counted, insight, money, percent
from backend.analytics.kpis import kpis
from backend.analytics.rfm import rfm
from backend.analytics.tiers import spend_tiers
from backend.db import Database


async def top_tier_dependence(db: Database, scope: Scope) -> Insight | None:
    tiers = await spend_tiers(db, scope)
    buyers = sum(tier.customers for tier in tiers)
    best = tiers[0]
    if not best.customers:
        return None
    return insight(
        scope,
        "TOP_TIER_DEPENDENCE",
        f"{percent(best.revenue_share)} of revenue comes from {counted(best.customers, 'VIP customer')}",
        f"That is {percent(best.customers / buyers)} of {counted(buyers, 'known customer')}, with "
        f"{money(scope, best.average_revenue or Decimal(0))} each on average.",
        "spendTiers { tier customers averageRevenue revenueShare }",
    )


async def customers_at_risk(db: Database, scope: Scope) -> Insight | None:
    segments = [each for each in await rfm(db, scope) if each.segment in ("AT_RISK", "CANNOT_LOSE")]
    count = sum(each.customers for each in segments)
    if not count:
        return None
    revenue = sum((each.revenue for each in segments), Decimal(0))
    return insight(
        scope,
        "CUSTOMERS_AT_RISK",
        f"{counted(count, 'good customer')} went quiet",
        f"Segments at risk and cannot lose; they bought for {money(scope, revenue)} in the period.",
        "rfm { segment customers revenue averageRecencyDays }",
    )


async def unknown_customers(db: Database, scope: Scope) -> Insight | None:
    tiers = await spend_tiers(db, scope)
    figures = await kpis(db, scope)
    unknown = figures.revenue - sum((tier.revenue for tier in tiers), Decimal(0))
    if not figures.revenue or not unknown:
        return None
    return insight(
        scope,
        "UNKNOWN_CUSTOMERS",
        f"{percent(float(unknown / figures.revenue))} of revenue has no customer",
        f"{money(scope, unknown)} cannot be seen in any customer's figures.",
        "kpis { revenue } spendTiers { tier revenueShare }",
    )
