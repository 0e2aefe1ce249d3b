"""Session-wide parts of the suite: raw data as the oracle reads it, real servers loaded with it, slow tests."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.accounts import product as products
from tests.api.client import GraphQLClient
from tests.api.server import Server, running_server
from tests.oracle.odd import odd_rows
from tests.oracle.paths import ROOT, real_file
from tests.oracle.raw import Book, read_book, read_raw
from tests.tiny import tiny as tiny
from tests.tiny import tiny_dsn as tiny_dsn

WRITE_SAMPLE = "import sys; from etl.sample import sample_rows; sample_rows().write_csv(sys.argv[1])"
SERVERS = pytest.StashKey[list[Server]]()
MARKS = pytest.StashKey[dict[str, int]]()
SLOW = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the tests marked slow too")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SERVERS], config.stash[SLOW] = [], []
    # What starts the suite in the background ignores these, and the processes that tests start would inherit that.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    settings.register_profile("short", max_examples=6, deadline=None, derandomize=True)
    settings.register_profile("full", max_examples=60, deadline=None, print_blob=True)
    settings.load_profile("full" if config.getoption("--full") else "short")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--full"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.stash[SLOW] += [item.nodeid for item in slow]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if config.stash[SLOW]:
        terminalreporter.section("slow tests left out (./dev test --full runs them)")
        for name, count in Counter(node.partition("[")[0] for node in config.stash[SLOW]).items():
            terminalreporter.line(f"{name} ({count})" if count > 1 else name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test shows what the servers wrote meanwhile."""
    report = yield
    if report.failed:
        for server in item.config.stash[SERVERS]:
            written = server.log_since(item.stash.get(MARKS, {}).get(server.url, 0))
            if written:
                report.sections.append((f"log of {server.url} ({server.log})", written))
    return report


def pytest_runtest_call(item: pytest.Item) -> None:
    item.stash[MARKS] = {server.url: server.log.stat().st_size for server in item.config.stash[SERVERS]}


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def sample_book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The built-in sample's raw rows, read by the oracle from a file."""
    path = tmp_path_factory.mktemp("sample") / "sample.csv"
    subprocess.run([sys.executable, "-c", WRITE_SAMPLE, str(path)], cwd=ROOT, check=True, timeout=120)
    return read_book(read_raw(path))


@pytest.fixture(scope="session")
def odd_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("odd") / "odd.csv"
    odd_rows().write_csv(path)
    return path


@pytest.fixture(scope="session")
def odd_book(odd_file: Path) -> Book:
    return read_book(read_raw(odd_file))


@pytest.fixture(scope="session")
def real_book() -> Book:
    return read_book(read_raw(real_file()))


def serve(request: pytest.FixtureRequest, home: Path, *arguments: str, **settings: str) -> Iterator[Server]:
    servers = request.config.stash[SERVERS]
    with running_server(home, *arguments, **settings) as server:
        servers.append(server)
        yield server
        servers.remove(server)


@pytest.fixture(scope="session")
def sample_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product with its built-in sample."""
    yield from serve(request, tmp_path_factory.mktemp("sample") / "home")


@pytest.fixture(scope="session")
def real_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product with the real data; skips where that is absent."""
    yield from serve(request, tmp_path_factory.mktemp("real") / "home", "--data", str(real_file()))


@pytest.fixture(scope="session")
def odd_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, odd_file: Path
) -> Iterator[Server]:
    """The product with a small export of oddities."""
    yield from serve(request, tmp_path_factory.mktemp("odd") / "home", "--data", str(odd_file))


@pytest.fixture(scope="session")
def empty_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product without data."""
    yield from serve(request, tmp_path_factory.mktemp("empty") / "home", "--empty")


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[products.Product]:
    """The product where anybody may register, on a database of its own; mails are files."""
    with products.running(tmp_path_factory.mktemp("product"), SALES_REGISTRATION="open") as running:
        yield running


def logged_in(server: Server) -> Iterator[GraphQLClient]:
    client = GraphQLClient(server.url)
    client.login(server.email, server.password)
    yield client
    client.close()


@pytest.fixture(scope="session")
def sample_client(sample_server: Server) -> Iterator[GraphQLClient]:
    yield from logged_in(sample_server)


@pytest.fixture(scope="session")
def real_client(real_server: Server) -> Iterator[GraphQLClient]:
    yield from logged_in(real_server)


@pytest.fixture(scope="session")
def odd_client(odd_server: Server) -> Iterator[GraphQLClient]:
    yield from logged_in(odd_server)


@pytest.fixture(scope="session")
def empty_client(empty_server: Server) -> Iterator[GraphQLClient]:
    yield from logged_in(empty_server)
