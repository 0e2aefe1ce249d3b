"""One answer, one version: loads commit between the fields of queries, and no answer mixes two states."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import asyncpg
import pytest
from starlette.applications import Starlette

from backend.db import Database
from tests.app.conftest import Client
from tests.etl.rows import load_rows, row

pytestmark = pytest.mark.anyio

ORDERS = 40
SUMS = """{
  dataset { version }
  sales {
    kpis { revenue } trend { revenue } byCountry { revenue } byWeekday { revenue }
    products(first: 100) { edges { node { revenue } } }
    customers(first: 100) { edges { node { revenue } } }
  }
}"""
ORDER = '{ order(number: "1000") { revenue lines { amount } } dataset { version } }'


async def load_generation(db: Database, generation: int) -> None:
    """Every order anew, each at another price than in the generation before."""
    rows = [
        row(InvoiceNo=str(1000 + order), StockCode=f"A{order % 7}", CustomerID=str(order % 5), UnitPrice=str(price))
        for order in range(ORDERS)
        for price in (generation + 1, 2 * generation + 1)
    ]
    await load_rows(db, *rows)


def sums(sales: dict[str, Any]) -> set[Decimal]:
    """The revenue as each field has it."""
    lists = [sales["trend"], sales["byCountry"], sales["byWeekday"]]
    lists += [[edge["node"] for edge in sales[name]["edges"]] for name in ("products", "customers")]
    return {Decimal(sales["kpis"]["revenue"])} | {sum(Decimal(item["revenue"]) for item in each) for each in lists}


async def test_loads_overtake_queries_and_no_answer_mixes(db: Database, asking: Client) -> None:
    await load_generation(db, 0)
    seen: dict[str, Decimal] = {}
    done = asyncio.Event()

    async def ask() -> None:
        while not done.is_set():
            body, _ = await asking.ask(SUMS)
            assert "errors" not in body
            [revenue] = sums(body["data"]["sales"])
            version = body["data"]["dataset"]["version"]
            assert seen.setdefault(version, revenue) == revenue
            assert body["extensions"]["receipt"]["datasetVersion"] == version

    async def keep_loading() -> None:
        for generation in range(1, 9):
            await load_generation(db, generation)
        done.set()

    async with asyncio.TaskGroup() as together:
        together.create_task(keep_loading())
        for _ in range(2):
            together.create_task(ask())
    assert len(seen) > 2
    assert len(set(seen.values())) == len(seen)


@asynccontextmanager
async def other_session(dsn: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


DOUBLE = """
update orders set revenue = 2 * revenue;
update lines set amount = 2 * amount;
update dataset set version = version + 1;
"""


async def test_a_change_between_an_order_and_its_lines_runs_the_query_again(
    db: Database, asking: Client, changing_dsn: str
) -> None:
    await load_generation(db, 1)
    async with other_session(changing_dsn) as session:
        async with session.transaction():
            await session.execute("lock table lines in access exclusive mode")
            asked = asyncio.create_task(asking.ask(ORDER))
            while not await session.fetchval("select exists (select from pg_locks where not granted)"):
                await session.execute("select pg_sleep(0.01)")
            await session.execute(DOUBLE)
        body, _ = await asked
    order = body["data"]["order"]
    assert Decimal(order["revenue"]) == sum(Decimal(line["amount"]) for line in order["lines"]) == Decimal(20)
    assert body["data"]["dataset"]["version"] == "2"
    fields = [field["path"] for field in body["extensions"]["receipt"]["fields"]]
    assert sorted(fields) == ["dataset", "order", "order.lines"]


async def test_changes_faster_than_the_query_wait_for_its_third_run(
    db: Database, asking: Client, changing_dsn: str, changing_app: Starlette
) -> None:
    await load_generation(db, 1)
    async with other_session(changing_dsn) as session:

        async def keep_changing() -> None:
            while True:
                await session.execute("update dataset set version = version + 1")
                await asyncio.sleep(0)

        changing = asyncio.create_task(keep_changing())
        try:
            for body, _ in await asyncio.gather(*(asking.ask(SUMS) for _ in range(12))):
                assert "errors" not in body
                assert len(sums(body["data"]["sales"])) == 1
                assert body["extensions"]["receipt"]["datasetVersion"] == body["data"]["dataset"]["version"]
        finally:
            changing.cancel()
            await asyncio.wait([changing])
    assert changing_app.state.settings.pool_size < 12
