"""datasetChanged: real loads by another process, told over real websockets within a second."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from backend.db.embedded import embedded_postgres
from tests.app.live import Live, database, served, signed_in
from tests.app.test_server import ROOT, STOP_SECONDS, process
from tests.app.websocket_client import SUBSCRIPTION, Socket, session
from tests.etl.rows import row, write

pytestmark = pytest.mark.anyio

LOAD = """
import asyncio, sys, time
from pathlib import Path
from backend.db import Database
from tests.etl.rows import load_paths

async def load(dsn, path):
    db = await Database.connect(dsn, size=2)
    done = await load_paths(db, Path(path))
    print(done.version, time.time(), flush=True)
    await db.close()

asyncio.run(load(*sys.argv[1:]))
"""
TOLD_SECONDS = 1.0
LOAD_SECONDS = 60
CHANGES = 500


async def loaded(dsn: str, path: Path) -> tuple[int, float]:
    """Load a file in a process of its own; the new version, and when the load was over."""
    command = [sys.executable, "-c", LOAD, dsn, str(path)]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, capture_output=True, text=True, timeout=LOAD_SECONDS, check=True
    )
    version, moment = done.stdout.split()
    return int(version), float(moment)


@asynccontextmanager
async def subscribed(url: str, token: str) -> AsyncIterator[tuple[Socket, int]]:
    """A subscriber and the version it was told at once."""
    async with session(url, token) as client:
        await client.subscribe(SUBSCRIPTION)
        yield client, await client.version()


async def test_a_load_of_another_process_is_told_within_a_second(live: Live, tmp_path: Path) -> None:
    async with subscribed(live.url, live.token) as (one, before), subscribed(live.url, live.token) as (other, _):

        async def told(client: Socket) -> tuple[int, float]:
            return await client.version(), time.time()

        waiting = [asyncio.create_task(told(client)) for client in (one, other)]
        version, committed = await loaded(live.dsn, write(tmp_path / "one.csv", row(InvoiceNo=f"{before}1")))
        assert version == before + 1
        for seen, moment in await asyncio.wait_for(asyncio.gather(*waiting), 10):
            assert seen == version
            assert moment - committed < TOLD_SECONDS
        again, _ = await loaded(live.dsn, tmp_path / "one.csv")
        assert again == version, "the same file again changes nothing"
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(one.version(), TOLD_SECONDS)


async def test_an_event_carries_the_whole_state_and_its_receipt(live: Live, tmp_path: Path) -> None:
    fields = "from to countries orders lines currency version loadedAt"
    async with session(live.url, live.token) as client:
        await client.subscribe(f"subscription {{ datasetChanged {{ {fields} }} }}")
        before = (await client.next())["data"]["datasetChanged"]
        await loaded(live.dsn, write(tmp_path / "two.csv", row(InvoiceNo="two"), row(InvoiceNo="two", Country="Spain")))
        event = await asyncio.wait_for(client.next(), 10)
        after = event["data"]["datasetChanged"]
        assert (after["orders"], after["lines"]) == (before["orders"] + 1, before["lines"] + 2)
        assert event["extensions"]["receipt"]["datasetVersion"] == after["version"]
        assert event["extensions"]["receipt"]["committedAt"] == after["loadedAt"]


RECORD = """mutation ($orders: [OrderInput!]!) {
    recordOrders(orders: $orders) { load { ordersAdded ordersUnchanged } dataset { version orders } } }"""
FOUND = "query ($number: String!) { order(number: $number) { revenue } dataset { version orders } }"


async def test_recorded_orders_are_seen_by_queries_at_once_and_told_within_a_second(live: Live) -> None:
    order = {
        "number": f"live-{time.time_ns()}",
        "placedAt": "2024-05-06T07:08:09",
        "country": "France",
        "lines": [{"product": "A1", "quantity": 2, "unitPrice": "1.25"}],
    }
    bearer = {"Authorization": f"Bearer {live.token}"}
    async with httpx.AsyncClient(base_url=live.url, headers=bearer, timeout=30) as client:

        async def ask(query: str, **variables: Any) -> dict[str, Any]:
            answer = await client.post("/graphql", json={"query": query, "variables": variables})
            body: dict[str, Any] = answer.json()
            assert "errors" not in body, body
            data: dict[str, Any] = body["data"]
            return data

        async with subscribed(live.url, live.token) as (subscriber, before):
            done = (await ask(RECORD, orders=[order]))["recordOrders"]
            returned = time.monotonic()
            seen = await ask(FOUND, number=order["number"])
            assert seen == {"order": {"revenue": "2.50"}, "dataset": done["dataset"]}
            assert await asyncio.wait_for(subscriber.version(), 10) == before + 1 == int(done["dataset"]["version"])
            assert time.monotonic() - returned < TOLD_SECONDS
            again = (await ask(RECORD, orders=[order]))["recordOrders"]
            assert again["dataset"] == done["dataset"]
            bad = order | {"number": "bad", "country": " "}
            refused = await client.post(
                "/graphql", json={"query": RECORD, "variables": {"orders": [order | {"number": "good"}, bad]}}
            )
            assert refused.json()["errors"][0]["extensions"]["field"] == "orders[1].country"
            many = [order | {"number": str(number)} for number in range(1001)]
            refused = await client.post("/graphql", json={"query": RECORD, "variables": {"orders": many}})
            assert "send 1 to 1,000 at a time" in refused.json()["errors"][0]["message"]
            assert (await ask(FOUND, number="good"))["order"] is None
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(subscriber.version(), TOLD_SECONDS)


async def changed(dsn: str, times: int = 1) -> int:
    """Commit changes as a load ends; the last version."""
    connection = await asyncpg.connect(dsn)
    for _ in range(times):
        async with connection.transaction():
            version = await connection.fetchval("update dataset set version = version + 1 returning version")
            await connection.execute("select pg_notify('sales_dataset', $1)", str(version))
    await connection.close()
    return int(version)


async def test_one_connection_listens_for_all(live: Live) -> None:
    async with subscribed(live.url, live.token), subscribed(live.url, live.token):
        connection = await asyncpg.connect(live.dsn)
        found = await connection.fetch("select from pg_stat_activity where application_name = 'sales_dataset listener'")
        await connection.close()
    assert len(found) == 1


async def test_who_reads_slowly_sees_the_newest_state_next(live: Live) -> None:
    """The client stops reading; what the server cannot send any more is not queued but replaced."""
    aliases = " ".join(f"a{n}{'x' * 3000}: version" for n in range(25))  # 75 kB an event, beyond what sockets buffer
    wide = f"subscription {{ datasetChanged {{ version {aliases} }} }}"
    async with session(live.url, live.token) as slow, subscribed(live.url, live.token) as (quick, _):
        transport = slow.connection.transport
        await slow.subscribe(wide)
        first = int((await slow.next())["data"]["datasetChanged"]["version"])
        transport.pause_reading()
        last = await changed(live.dsn, CHANGES)
        while await asyncio.wait_for(quick.version(), 10) < last:
            pass
        transport.resume_reading()
        seen = [first]
        while seen[-1] < last:
            seen.append(int((await asyncio.wait_for(slow.next(), 10))["data"]["datasetChanged"]["version"]))
    assert seen == sorted(set(seen))
    assert len(seen) < CHANGES


async def test_a_completed_subscription_is_told_no_more(live: Live) -> None:
    async with subscribed(live.url, live.token) as (client, _):
        await client.send({"id": "1", "type": "complete"})
        await client.send({"type": "ping"})
        assert (await client.receive())["type"] == "pong"
        await changed(live.dsn)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.receive(), TOLD_SECONDS)


@pytest.mark.parametrize("pooled", ["false", pytest.param("true", marks=pytest.mark.slow)])
async def test_a_restarted_database_is_listened_to_again(tmp_path: Path, pooled: str) -> None:
    home = tmp_path / "home"
    with ExitStack() as kept, ExitStack() as running:
        dsn = await asyncio.to_thread(running.enter_context, database(home))
        live = await asyncio.to_thread(kept.enter_context, served(dsn, tmp_path, SALES_POOLED=pooled))
        async with subscribed(live.url, live.token) as (client, before):
            assert await changed(dsn) == before + 1
            assert await asyncio.wait_for(client.version(), 10) == before + 1
            await asyncio.to_thread(running.close)
            await asyncio.to_thread(running.enter_context, embedded_postgres(home))
            missed = await changed(dsn)
            assert await asyncio.wait_for(client.version(), 10) == missed
            heard = await changed(dsn)
            assert await asyncio.wait_for(client.version(), 10) == heard


def test_a_stopping_server_says_good_bye(tmp_path: Path) -> None:
    async def follow(url: str, pid: int) -> int:
        async with subscribed(url, await asyncio.to_thread(signed_in, url)) as (client, _):
            os.kill(pid, signal.SIGTERM)
            return await asyncio.wait_for(client.closed(), 10)

    with database(tmp_path / "home") as dsn, process(dsn, tmp_path) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        assert asyncio.run(follow(url, server.pid)) == 1001
        assert server.wait(STOP_SECONDS) == 0
    assert "Traceback" not in (tmp_path / "stderr").read_text()
