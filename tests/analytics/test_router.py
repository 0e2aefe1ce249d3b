"""Which rows answer: the smallest rollup that can, and the facts only where the receipt says why."""

import json
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.analytics.abc_classes import abc_classes
from backend.analytics.calendar import Granularity
from backend.analytics.clock import by_hour, by_weekday
from backend.analytics.cohorts import cohorts
from backend.analytics.countries import countries
from backend.analytics.customers import customers
from backend.analytics.dataset import Dataset
from backend.analytics.filters import Filters, Scope
from backend.analytics.kpis import kpis
from backend.analytics.metrics import Metric
from backend.analytics.paging import PageRequest
from backend.analytics.products import products
from backend.analytics.rfm import rfm
from backend.analytics.router import periods
from backend.analytics.tiers import spend_tiers
from backend.analytics.trend import growth, trend
from backend.db import Database
from backend.db.observation import observed
from tests.etl.rows import row
from tests.tiny import TinyShop

FIRST = PageRequest(10)
Ask = Callable[[Database, Scope], Awaitable[object]]


def _products(*, count_customers: bool) -> Ask:
    return lambda db, scope: products(
        db, scope, FIRST, search=None, order_by=Metric.REVENUE, direction="DESC", count_customers=count_customers
    )


async def _cohorts(db: Database, scope: Scope) -> object:
    return await cohorts(db, scope, Granularity.MONTH)


QUESTIONS: dict[str, tuple[Ask, set[str]]] = {
    "kpis": (kpis, {"rollup_countries", "rollup_members", "customers"}),
    "trend by day": (lambda db, scope: trend(db, scope, Granularity.DAY), {"rollup_total", "rollup_members"}),
    "trend by month": (lambda db, scope: trend(db, scope, Granularity.MONTH), {"rollup_total", "rollup_members"}),
    "growth": (lambda db, scope: growth(db, scope, Granularity.WEEK), {"rollup_total", "rollup_members"}),
    "byHour": (by_hour, {"rollup_hours"}),
    "byWeekday": (by_weekday, {"rollup_total"}),
    "byCountry": (
        lambda db, scope: countries(db, scope, first=None, order_by=Metric.REVENUE, direction="DESC"),
        {"rollup_countries", "rollup_members"},
    ),
    "products": (_products(count_customers=False), {"rollup_products_running"}),
    "abcClasses": (abc_classes, {"rollup_products_running"}),
    "customers": (
        lambda db, scope: customers(db, scope, FIRST, search=None, order_by=Metric.REVENUE, direction="DESC"),
        {"rollup_customers_running", "rollup_total"},
    ),
    "spendTiers": (spend_tiers, {"rollup_customers_running"}),
    "rfm": (rfm, {"rollup_customers_running"}),
    "cohorts": (_cohorts, {"rollup_cohorts"}),
}
RANGES = {"all time": Filters(), "cuts months": Filters(start=date(2024, 1, 17), end=date(2024, 5, 9))}


@pytest.fixture
async def half_a_year(tiny: TinyShop) -> TinyShop:
    """A sale every fifth day of half a year, in two countries."""
    days = [date(2024, 1, 1) + timedelta(days=5 * each) for each in range(37)]
    await tiny.load(
        *(
            row(
                InvoiceNo=f"{1000 + place}",
                StockCode=f"P{place % 5}",
                InvoiceDate=f"{day} 10:00",
                CustomerID=str(place % 7),
                Country="Malta" if place % 3 else "Cyprus",
            )
            for place, day in enumerate(days)
        )
    )
    return tiny


@pytest.mark.parametrize("span", RANGES)
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.anyio
async def test_a_dashboard_s_question_reads_rollups_alone(half_a_year: TinyShop, question: str, span: str) -> None:
    ask, sources = QUESTIONS[question]
    scope = await half_a_year.scope(RANGES[span])
    db = _Explained(half_a_year.db)
    with observed() as seen:
        await ask(db, scope)
    assert set(seen.sources) == sources
    assert db.tables & {"lines", "orders"} == set()
    assert all(any(table.startswith(source) for table in db.tables) for source in sources)


SOME_LINES = {
    "products": Filters(products=("P1",)),
    "kind": Filters(kind="MERCHANDISE"),
    "customers": Filters(customers=("1", "2")),
    "countries": Filters(countries=("Malta",)),
    "customers in a range": Filters(customers=("1",), start=date(2024, 1, 17), end=date(2024, 5, 9)),
}


@pytest.mark.parametrize("selected", SOME_LINES)
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.anyio
async def test_no_plan_reads_lines_unless_the_receipt_says_why(
    half_a_year: TinyShop, question: str, selected: str
) -> None:
    scope = await half_a_year.scope(SOME_LINES[selected])
    db = _Explained(half_a_year.db)
    with observed() as seen:
        await QUESTIONS[question][0](db, scope)
    assert ("lines" in db.tables) == ("lines" in seen.sources)
    assert "orders" not in db.tables or {"orders", "lines"} & set(seen.sources)
    assert all(seen.sources.values())
    if selected == "countries":
        assert db.tables & {"lines", "orders"} == set()


@pytest.mark.parametrize(
    ("filters", "ask", "source", "why"),
    [
        (Filters(products=("P1",)), kpis, "lines", "selects products"),
        (Filters(kind="MERCHANDISE"), by_hour, "lines", "selects products"),
        (Filters(customers=("1",)), kpis, "orders", "selects customers"),
        (Filters(countries=("Malta",)), kpis, "rollup_countries", "country"),
        (Filters(countries=("Malta",)), by_hour, "rollup_countries_hours", "country and hour"),
        (Filters(countries=("Malta",)), _products(count_customers=False), "rollup_products_countries", "product"),
        (Filters(products=("P1",)), _products(count_customers=False), "rollup_products_running", "running totals"),
        (Filters(), _products(count_customers=True), "lines", "customer and product apart"),
        (Filters(countries=("Malta",)), rfm, "rollup_customers_running", "running totals"),
        (Filters(start=date(2024, 3, 2), end=date(2024, 3, 9)), rfm, "rollup_customers_countries", "customer"),
        (Filters(countries=("Malta",)), _cohorts, "rollup_customers_countries", "customer and country"),
    ],
)
@pytest.mark.anyio
async def test_a_filter_needs_what_tells_its_rows_apart(
    half_a_year: TinyShop, filters: Filters, ask: Ask, source: str, why: str
) -> None:
    scope = await half_a_year.scope(filters)
    with observed() as seen:
        await ask(half_a_year.db, scope)
    assert source in seen.sources
    assert why in seen.sources[source]


DAYS = st.dates(date(2023, 11, 1), date(2024, 8, 31))


@given(known=st.tuples(DAYS, DAYS), asked=st.tuples(DAYS, DAYS), by=st.sampled_from([None, "month", "day"]))
def test_periods_hold_every_known_day_of_the_scope_once(known: Any, asked: Any, by: Any) -> None:
    (first, last), (start, end) = sorted(known), sorted(asked)
    state = Dataset(1, "GBP", None, first, last, 1, 1, ())
    scope = Scope(Filters(), state, start, end, True, None, None, None)
    found = periods(scope, by)
    held = [begin + timedelta(days=ahead) for _, begin, stop in found for ahead in range((stop - begin).days)]
    assert len(held) == len(set(held))
    wanted = {start + timedelta(days=ahead) for ahead in range((end - start).days + 1)}
    assert wanted <= set(held)
    assert not {day for day in set(held) - wanted if first <= day <= last}
    for grain, begin, stop in found:
        assert by != "day" or grain == "day"
        assert grain == "day" or (begin.day, stop.day) == (1, 1)


class _Explained(Database):
    """Answers as the database it wraps, and notes the tables in each statement's plan."""

    def __init__(self, db: Database) -> None:
        super().__init__(db._pool)
        self.tables: set[str] = set()

    async def rows(self, sql: str, *arguments: object) -> list[Any]:
        await self._explain(sql, *arguments)
        return await super().rows(sql, *arguments)

    async def row(self, sql: str, *arguments: object) -> Any:
        await self._explain(sql, *arguments)
        return await super().row(sql, *arguments)

    async def _explain(self, sql: str, *arguments: object) -> None:
        async with self.connection() as connection:
            plan = await connection.fetchval(f"explain (format json) {sql}", *arguments)
        waiting = [each["Plan"] for each in json.loads(plan)]
        while waiting:
            node = waiting.pop()
            self.tables |= {node["Relation Name"]} if "Relation Name" in node else set()
            waiting += node.get("Plans", [])
