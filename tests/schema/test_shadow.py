"""Answers of rollups checked against the facts, after they were given."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.settings import Settings
from schema.shadow import Record, difference, record_of
from tests.etl.rows import load_paths
from tests.schema.dashboard import dashboard
from tests.tiny import TinyShop, sale

pytestmark = pytest.mark.anyio

KPIS = "{ sales { kpis { revenue customers averageOrderValue } } }"
EDGES = (
    "{}",
    '{ from: "2020-03-11", to: "2021-02-17" }',
    '{ countries: ["France"] }',
    "{ productKind: MERCHANDISE }",
)


KINDS = [
    "rollup_members_month",
    "rollup_products_running",
    "rollup_customers_running",
    "rollup_cohorts",
    "rollup_hours_month",
]


@pytest.fixture
async def checked(tiny: TinyShop) -> AsyncIterator[TinyShop]:
    """A shop all of whose answers are checked."""
    tiny.settings = Settings(_env_file=None, SALES_SHADOW_SHARE=1)
    yield tiny
    await all_checked(tiny)


async def all_checked(shop: TinyShop) -> Record:
    record = record_of(shop.db)
    await asyncio.gather(*record.tasks)
    return record


async def test_a_false_rollup_is_told_after_the_answer(checked: TinyShop, caplog: pytest.LogCaptureFixture) -> None:
    await checked.load(sale("1", "A", 2, "1.50"))
    await checked.db.execute("update rollup_countries_month set revenue = 7")
    answer = await checked.ask(KPIS)
    assert answer["sales"]["kpis"]["revenue"] == "7.00"
    assert not caplog.records, "the answer came first"
    record = await all_checked(checked)
    assert (record.checked, record.differing) == (1, 1)
    (told,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert "sales.kpis.revenue is 7.00 by rollups, 3.00 by facts" in told.getMessage()
    assert "at version 1" in told.getMessage()
    assert "1 of 1 answers checked so far differ" in told.getMessage()
    assert "sales verify --repair" in told.getMessage()


@pytest.mark.parametrize("table", KINDS)
async def test_every_kind_of_rollup_is_checked(checked: TinyShop, caplog: pytest.LogCaptureFixture, table: str) -> None:
    await checked.load(sale("1", "A", 2, "1.50"))
    await checked.db.execute(f"delete from {table}")
    await checked.ask(
        "{ sales { kpis { products } byHour { revenue } products { totalCount } spendTiers { customers } "
        "cohorts { size } } }"
    )
    await all_checked(checked)
    assert [each.levelno for each in caplog.records] == [logging.ERROR]


async def test_nothing_is_told_of_right_answers(
    checked: TinyShop, caplog: pytest.LogCaptureFixture, odd_file: Path
) -> None:
    """The whole dashboard over the odd shop, under filters that cut months."""
    await load_paths(checked.db, odd_file)
    everything = dashboard(checked.served._schema)
    for given in EDGES:
        document = everything.replace("sales {", f"sales(filter: {given}) {{", 1)
        answer = await checked.answer(document, limited=False)
        assert answer.data is not None
        assert (await all_checked(checked)).differing == 0, caplog.text
    assert record_of(checked.db).checked >= 40
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


async def test_answers_that_a_load_overtook_are_not_compared(
    checked: TinyShop, caplog: pytest.LogCaptureFixture
) -> None:
    await checked.load(sale("1", "A", 2, "1.50"))
    async with record_of(checked.db).turn:
        await checked.ask(KPIS)
        await checked.load(sale("2", "A", 2, "1.50"))
    assert (await all_checked(checked)).checked == 0
    assert not caplog.records


async def test_by_default_nothing_is_checked(tiny: TinyShop) -> None:
    await tiny.load(sale("1", "A", 2, "1.50"))
    await tiny.ask(KPIS)
    assert not record_of(tiny.db).tasks


async def test_answers_of_facts_are_not_checked(checked: TinyShop) -> None:
    await checked.load(sale("1", "A", 2, "1.50"))
    await checked.ask(
        '{ sales(filter: { customers: ["7"] }) { kpis { orders } } orders: sales { orders { totalCount } } }'
    )
    assert not record_of(checked.db).tasks


def test_the_first_difference_is_named() -> None:
    assert difference("a", [1, (2, 3)], [1, (2, 4)]) == "a[1][1] is 3 by rollups, 4 by facts"
    assert difference("a", [1], [1, 2]) == "a is a list of 1 by rollups, a list of 2 by facts"
    assert difference("a", ["x" * 300], ["y"]) == f"a[0] is {'x' * 200}... by rollups, y by facts"
    assert difference("a", [1, None], [1, None]) is None
