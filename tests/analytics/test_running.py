"""Differences of running totals: any range adds up to what its orders and lines do."""

from dataclasses import asdict
from datetime import date, timedelta
from itertools import combinations_with_replacement

import pytest

from backend.analytics.calendar import Granularity
from backend.analytics.cohorts import cohorts
from backend.analytics.customers import customers
from backend.analytics.filters import Filters, Scope
from backend.analytics.metrics import Metric
from backend.analytics.paging import PageRequest
from backend.analytics.products import products
from backend.analytics.rfm import rfm
from backend.analytics.source import facts_alone
from backend.analytics.tiers import spend_tiers
from backend.db import Database
from backend.db.observation import observed
from tests.tiny import TinyShop, sale

FIRST, LAST = date(2024, 1, 3), date(2024, 4, 25)
EDGES = [
    *(date(2024, 1, day) for day in (3, 4, 16, 31)),
    *(date(2024, 2, day) for day in (1, 2, 10, 15, 16, 17, 29)),
    *(date(2024, 4, day) for day in (1, 16, 22, 25)),
]
"""At the marks, beside them, between them, and at the ends of the data."""


@pytest.fixture
async def shop(tiny: TinyShop) -> TinyShop:
    """An order every second day: of customers who move, who only send back, who are unknown, and who came but once."""
    days = [FIRST + timedelta(days=2 * each) for each in range((LAST - FIRST).days // 2)] + [LAST]
    await tiny.load(
        *(
            sale(
                f"{1000 + place}",
                f"P{place % 5}",
                -1 if place % 6 == 5 else 1 + place % 4,
                f"{100 + 70 * (place % 9)}.25",
                InvoiceDate=f"{day} {8 + place % 9}:00",
                CustomerID={0: None, 1: f"once{place}", 5: "back"}.get(place % 6, f"{place % 7}"),
                Country="Malta" if place % 4 else "Cyprus",
            )
            for place, day in enumerate(days)
        )
    )
    return tiny


async def told(db: Database, scope: Scope) -> list[object]:
    """All that is asked of customers and products, in exact numbers."""
    page = PageRequest(1000)
    everybody = await customers(db, scope, page, search=None, order_by=Metric.REVENUE, direction="DESC")
    everything = await products(
        db, scope, page, search=None, order_by=Metric.REVENUE, direction="DESC", count_customers=False
    )
    cohorts_ = await cohorts(db, scope, Granularity.MONTH)
    parts = [*everybody.rows, *everything.rows, *await spend_tiers(db, scope), *await rfm(db, scope), *cohorts_]
    return [everybody.total, everything.total, *(asdict(each) for each in parts)]


@pytest.mark.parametrize("countries", [None, ("Malta",), ("Cyprus", "Malta")])
@pytest.mark.anyio
async def test_any_range_holds_what_its_orders_do(shop: TinyShop, countries: tuple[str, ...] | None) -> None:
    sources = set()
    for start, end in combinations_with_replacement(EDGES, 2):
        scope = await shop.scope(Filters(start=start, end=end, countries=countries))
        with facts_alone():
            expected = await told(shop.db, scope)
        with observed() as seen:
            assert await told(shop.db, scope) == expected, (start, end)
        sources |= set(seen.sources)
    assert "rollup_customers_running" in sources
    assert ("rollup_cohorts" in sources) == (countries is None)
    assert not sources & {"orders", "lines"}
