"""Counters and buckets, in memory and in a real Redis; when Redis goes away, each process counts for itself."""

import asyncio
import logging
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from backend.accounts.bucket import Bucket
from backend.accounts.counters import Counters
from backend.errors import UsageError

pytestmark = pytest.mark.anyio


def started(port: int, home: Path) -> "subprocess.Popen[bytes]":
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.05)
    raise RuntimeError("redis-server did not answer within 20 s")


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if shutil.which("redis-server") is None:
        pytest.skip("no redis-server found: install it (Debian: apt install redis-server)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = started(port, tmp_path_factory.mktemp("redis"))
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait(20)


@pytest.fixture(params=["memory", "redis"])
async def counters(request: pytest.FixtureRequest) -> AsyncIterator[Counters]:
    url = request.getfixturevalue("redis_url") if request.param == "redis" else None
    async with Counters(url) as made:
        yield made


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """Of a counter that no other test uses."""
    return request.node.nodeid


async def test_a_counter_adds_up_and_ends(counters: Counters, name: str) -> None:
    assert [await counters.count(name, 1) for _ in range(3)] == [1, 2, 3]
    assert 0 < await counters.left(name) <= 1
    assert await counters.count(name, 1, -1) == 2
    await asyncio.sleep(1.1)
    assert await counters.left(name) == 0
    assert await counters.count(name, 10) == 1
    await counters.forget(name)
    assert await counters.left(name) == 0


async def test_a_bucket_empties_and_fills_again(counters: Counters, name: str) -> None:
    bucket = Bucket(100, 50)
    assert (await counters.take(name, 100, bucket))[1] == 0
    left, wait = await counters.take(name, 60, bucket)
    assert left < 60
    assert 0 < wait <= 60 / 50
    await asyncio.sleep(wait + 0.05)
    assert (await counters.take(name, 60, bucket))[1] == 0


async def test_what_is_taken_at_once_is_not_taken_twice(counters: Counters, name: str) -> None:
    taken = await asyncio.gather(*(counters.take(name, 10, Bucket(100, 0.001)) for _ in range(25)))
    assert sum(wait == 0 for _, wait in taken) == 10


async def test_processes_that_share_redis_share_counts(redis_url: str, name: str) -> None:
    async with Counters(redis_url) as one, Counters(redis_url) as other:
        assert [await each.count(name, 10) for each in (one, other, one)] == [1, 2, 3]
        assert (await one.take(name, 80, Bucket(100, 0.001)))[1] == 0
        assert (await other.take(name, 80, Bucket(100, 0.001)))[1] > 0


async def test_names_are_not_told_to_redis(redis_url: str) -> None:
    import redis.asyncio

    async with Counters(redis_url) as made, redis.asyncio.Redis.from_url(redis_url) as client:
        await made.count("login account ann@example.com", 10)
        await made.take("cost ann@example.com", 1, Bucket(10, 1))
        assert [key for key in await client.keys() if b"ann" in key] == []


async def test_without_redis_each_process_counts_for_itself_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if shutil.which("redis-server") is None:
        pytest.skip("no redis-server found: install it (Debian: apt install redis-server)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = started(port, tmp_path)
    async with Counters(f"redis://127.0.0.1:{port}") as made:
        assert await made.count("a", 60) == 1
        os.kill(process.pid, signal.SIGKILL)
        process.wait(20)
        with caplog.at_level(logging.WARNING):
            assert [await made.count("a", 60) for _ in range(3)] == [1, 2, 3]
            assert (await made.take("a", 1, Bucket(1, 0.001)))[1] == 0
            assert (await made.take("a", 1, Bucket(1, 0.001)))[1] > 0
    assert sum("SALES_REDIS_URL" in record.message for record in caplog.records) == 1


async def test_a_redis_that_hangs_holds_nobody_up() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        async with Counters(f"redis://127.0.0.1:{silent.getsockname()[1]}") as made:
            begun = time.perf_counter()
            assert [await made.count("a", 60) for _ in range(20)] == list(range(1, 21))
            assert time.perf_counter() - begun < 2


async def test_an_address_that_is_none_is_named() -> None:
    with pytest.raises(UsageError, match="SALES_REDIS_URL"):
        Counters("http://127.0.0.1")
