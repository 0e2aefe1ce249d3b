"""Answers against commits: none is older than what was committed before the question."""

import asyncio

import asyncpg
import httpx
import pytest

from backend.db import Database
from tests.app.live import Live
from tests.etl.rows import load_rows, row

pytestmark = pytest.mark.anyio

ASKED = "query Q($filter: SalesFilter) { dataset { version } sales(filter: $filter) { kpis { orders } } }"
BUMP = "update dataset set version = version + 1, loaded_at = clock_timestamp()"
HIT = "sales; hit"


async def test_no_answer_is_older_than_what_was_committed_before_the_question(live: Live) -> None:
    """This process loads and commits; another one answers. Each asker notes what had been committed before asking."""
    committed, answered, hits, done = 0, set(), 0, asyncio.Event()
    db = await Database.connect(live.dsn, size=2)
    session: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(live.dsn)

    async def change() -> None:
        nonlocal committed
        for generation in range(300):
            if generation % 30:
                await session.execute(BUMP)
            else:
                await load_rows(db, row(InvoiceNo=str(generation), UnitPrice=f"{generation + 1}"))
            committed = await session.fetchval("select version from dataset")
            await asyncio.sleep(0.002)
        done.set()

    async def ask(query: str) -> None:
        nonlocal hits
        headers = {"Authorization": f"Bearer {live.token}"}
        async with httpx.AsyncClient(base_url=live.url, headers=headers, timeout=30) as client:
            while not done.is_set():
                before = committed
                answer = await client.post("/graphql", json={"query": query})
                version = int(answer.json()["data"]["dataset"]["version"])
                assert version >= before
                answered.add(version)
                hits += answer.headers["cache-status"] == HIT

    try:
        async with asyncio.TaskGroup() as together:
            together.create_task(change())
            for number in range(6):
                together.create_task(ask(ASKED if number % 2 else "{ dataset { version } }"))
    finally:
        await db.close()
        await session.close()
    assert len(answered) > 20
    assert hits > 20
