"""The change in net revenue from one period to another, split into causes that sum to it exactly."""

import asyncio
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from backend.analytics.filters import Scope
from backend.analytics.metrics import SIX_PLACES
from backend.analytics.router import PRESENT, sales
from backend.db import Database

Cause = Literal["VOLUME", "PRICE", "MIX", "NEW_PRODUCTS", "LOST_PRODUCTS", "RETURNS"]

_BY_PRODUCT = """
select product_id, sum(revenue) as revenue, sum(units) as units, sum(returns) as returns
from ({sales}) scoped group by product_id having {present}
"""


@dataclass(frozen=True, slots=True)
class Bridge:
    """Net revenue before and now, and the steps between, in the order a waterfall draws them."""

    previous: Decimal
    current: Decimal
    steps: tuple[tuple[Cause, Decimal], ...]

    @property
    def change(self) -> Decimal:
        return self.current - self.previous


@dataclass(frozen=True, slots=True)
class _Sold:
    revenue: Decimal
    units: Decimal


async def bridge(db: Database, scope: Scope, previous: Scope) -> Bridge:
    """The bridge from `previous` to `scope`.

    Over products sold in both, with units q and average prices p, totals Q and P0 = previous revenue / Q0:
    VOLUME (Q1 - Q0) P0, PRICE sum(q1 (p1 - p0)), MIX sum(q1 p0) - Q1 P0. VOLUME and PRICE are rounded half-even to
    6 places, and what the rounding leaves goes to MIX (docs/numbers.md).
    """
    (before, returned_before), (now, returned_now) = await asyncio.gather(
        _by_product(db, previous), _by_product(db, scope)
    )
    net_before = sum((sold.revenue for sold in before.values()), returned_before)
    net_now = sum((sold.revenue for sold in now.values()), returned_now)
    volume, price = _volume_and_price(before, now)
    new = sum((sold.revenue for product, sold in now.items() if product not in before), Decimal(0))
    lost = -sum((sold.revenue for product, sold in before.items() if product not in now), Decimal(0))
    returns = returned_now - returned_before
    mix = net_now - net_before - volume - price - new - lost - returns
    return Bridge(
        previous=net_before,
        current=net_now,
        steps=(
            ("VOLUME", volume),
            ("PRICE", price),
            ("MIX", mix),
            ("NEW_PRODUCTS", new),
            ("LOST_PRODUCTS", lost),
            ("RETURNS", returns),
        ),
    )


def _volume_and_price(before: dict[int, _Sold], now: dict[int, _Sold]) -> tuple[Decimal, Decimal]:
    both = before.keys() & now.keys()
    if not both:
        return Decimal(0), Decimal(0)
    with localcontext(prec=60):
        units_before = sum(before[product].units for product in both)
        units_now = sum(now[product].units for product in both)
        revenue_before = sum(before[product].revenue for product in both)
        volume = (units_now - units_before) * revenue_before / units_before
        price = sum(
            now[product].revenue - now[product].units * before[product].revenue / before[product].units
            for product in sorted(both)
        )
        return Decimal(volume).quantize(SIX_PLACES), Decimal(price).quantize(SIX_PLACES)


async def _by_product(db: Database, scope: Scope) -> tuple[dict[int, _Sold], Decimal]:
    """What each product sold, and the sum of all returns."""
    scoped = sales(scope, "product_id")
    rows = await db.rows(_BY_PRODUCT.format(present=PRESENT, sales=scoped.sql), *scoped.arguments)
    sold = {row["product_id"]: _Sold(row["revenue"], row["units"]) for row in rows if row["units"]}
    return sold, sum((row["returns"] for row in rows), Decimal(0))
