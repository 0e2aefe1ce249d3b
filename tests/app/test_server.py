"""The real server as a process: it starts, logs, ends in order, and says why it cannot start."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from tests.app.conftest import LOGIN, PASSWORD, SECRET

ROOT = Path(__file__).parents[2]
SCRIPT = """
import socket, sys
from backend.app.application import create_app
from backend.app.logging import configure_logging
from backend.app.server import serve
from backend.settings import load_settings

if __name__ == "__main__":
    settings = load_settings()
    configure_logging(settings)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    serve(create_app(settings, sys.argv[1], dashboard=False), listener, settings, lambda: print(address, flush=True))
    print("ended", flush=True)
"""
START_SECONDS, STOP_SECONDS = 60, 20


@contextmanager
def process(dsn: str, home: Path, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    with (home / "stderr").open("w") as errors:
        started = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, dsn],
            cwd=ROOT,
            env=os.environ | {"SALES_HOME": str(home), "SALES_SECRET_KEY": SECRET} | environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        yield started
    finally:
        if started.poll() is None:
            started.kill()
        started.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_ends_in_order(accounts_dsn: str, tmp_path: Path, number: signal.Signals) -> None:
    with process(accounts_dsn, tmp_path, SALES_ENV="production") as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert httpx.get(f"{address}/health/ready").json() == {"status": "ready"}
        children = psutil.Process(server.pid).children(recursive=True)
        assert children, "the forecast's workers are warm"
        begin = time.monotonic()
        server.send_signal(number)
        rest, _ = server.communicate(timeout=STOP_SECONDS)
        assert (rest, server.returncode) == ("ended\n", 0)
        assert time.monotonic() - begin < STOP_SECONDS
        assert not psutil.wait_procs(children, timeout=5)[1]


def test_its_logs_hold_no_secret(accounts_dsn: str, tmp_path: Path) -> None:
    with process(accounts_dsn, tmp_path, LOG_LEVEL="DEBUG") as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        bearer = {"Authorization": "Bearer forged-token", "X-Request-ID": "request-1"}
        login = {"query": LOGIN, "variables": {"email": "eve@example.com", "password": PASSWORD}}
        httpx.post(f"{address}/graphql", json=login, headers=bearer, timeout=30)
        httpx.get(f"{address}/graphql", params={"query": "{ me { id } }", "token": "token-in-address"})
        httpx.post(f"{address}/graphql", content=b"{ broken", headers={"Content-Type": "application/json"})
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=STOP_SECONDS)
    logged = (tmp_path / "logs" / "sales.log").read_text()
    assert "[request-1]" in logged
    for text in (logged, (tmp_path / "stderr").read_text()):
        assert "POST /graphql" in text
        for secret in (PASSWORD, SECRET, "forged-token", "token-in-address"):
            assert secret not in text


def test_a_database_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with process(f"postgresql://postgres@/postgres?host={tmp_path}", tmp_path) as server:
        assert server.wait(START_SECONDS) == 1
    *_, last = (tmp_path / "stderr").read_text().splitlines()
    assert last.startswith("backend.errors.Unavailable: the database is away")


def wait_for(holds: Callable[[], bool]) -> None:
    """The access log's line is written after the answer has left."""
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(("trusted", "seen"), [("127.0.0.1", "203.0.113.9"), ("10.0.0.1", "127.0.0.1")])
def test_forwarded_addresses_count_from_known_proxies_alone(
    accounts_dsn: str, tmp_path: Path, trusted: str, seen: str
) -> None:
    with process(accounts_dsn, tmp_path, SALES_PROXY_IPS=trusted, SALES_ENV="production") as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        httpx.get(f"{address}/nowhere", headers={"X-Forwarded-For": "203.0.113.9"})
        wait_for(lambda: f'"client": "{seen}"' in (tmp_path / "logs" / "sales.log").read_text())
