"""How fast GraphQL is answered when no answer is kept: `python -m bench.execution [FILE] [--home DIR]`.

Asks the application with its answer cache switched off, and beside it plain Strawberry: the same types and resolvers
on the same database, with the library's own parsing, validation, execution and JSON, without limits, receipts, tokens
or the guarantee of one version, its data set's state given to it. Both are called as ASGI applications in this process,
by several workers at once, so SQL counts and HTTP does not. They take turns; figures are medians over the rounds. They
go to the terminal and to bench/results/execution.json.
"""

import argparse
import asyncio
import gc
import json
import os
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import strawberry
import uvloop
from starlette.applications import Starlette
from strawberry.asgi import GraphQL
from strawberry.schema.config import StrawberryConfig

from backend.accounts.identity import Identity
from backend.accounts.users import find_with_hash
from backend.app.application import create_app
from backend.app.graphql_context import Admitted, context_of
from backend.settings import load_settings
from bench.shop import EMAIL, LOGIN, shop
from frontend.queries import OVERVIEW
from schema.query import Mutation, Query
from schema.scalars import SCALARS
from schema.subscription import Subscription

RESULT = Path(__file__).resolve().parent / "results" / "execution.json"
WORKERS = 8
ALL = {"filter": None, "previous": None, "compare": True, "granularity": "DAY"}
REQUESTS: dict[str, tuple[str, dict[str, Any], float | None]] = {
    "trend by day, 4 fields": ("{ sales { trend(granularity: DAY) { start revenue orders customers } } }", {}, 5.0),
    "trend by day, 9 fields": (
        """{ sales { trend(granularity: DAY) {
            start end complete revenue returns netRevenue orders units customers } } }""",
        {},
        5.0,
    ),
    "five key figures": ("{ sales { kpis { revenue netRevenue orders customers averageOrderValue } } }", {}, 3.0),
    "overview page": (OVERVIEW, ALL, None),
}

App = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass(frozen=True)
class Figures:
    """Requests a second of both, their ratio, milliseconds of a request alone, and of the processor for one."""

    name: str
    plain: float
    product: float
    ratio: float
    at_least: float | None
    plain_ms: float
    product_ms: float
    plain_processor_ms: float
    product_processor_ms: float
    answer_bytes: int


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.execution", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", help="an export; absent: the sample")
    parser.add_argument("--home", type=Path, help="a SALES_HOME that is loaded already")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement")
    arguments = parser.parse_args()
    with shop(arguments.file, arguments.home) as dsn, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        os.environ["SALES_ANSWER_CACHE_MB"] = "0"
        report(runner.run(measured(dsn, arguments.rounds, arguments.seconds)))


async def measured(dsn: str, rounds: int, seconds: float) -> list[Figures]:
    product = create_app(load_settings(), dsn, dashboard=False)
    async with product.router.lifespan_context(product):
        plain = await plain_strawberry(product)
        gc.collect()
        gc.freeze()  # as the server does when it has started
        token = json.loads(await asked(product, LOGIN, {}, ""))["data"]["login"]["accessToken"]
        return [await compared(name, plain, product, token, rounds, seconds) for name in REQUESTS]


async def plain_strawberry(product: Starlette) -> App:
    """The library's own ASGI application, on the product's database."""
    state = product.state
    served = strawberry.Schema(Query, Mutation, Subscription, config=StrawberryConfig(scalar_map=SCALARS))
    user, _ = await find_with_hash(state.db, EMAIL)
    assert user is not None
    asker = Admitted(Identity(user.id, user=user), await state.present.now(), datetime.max.replace(tzinfo=UTC))
    seen = await context_of(state, asker).dataset()

    class Plain(GraphQL[Any, None]):
        async def get_context(self, *_request: Any, **_response: Any) -> Any:
            context = context_of(state, asker)
            context.see(seen)
            return context

    return Plain(served, graphql_ide=None)


async def compared(name: str, plain: App, product: App, token: str, rounds: int, seconds: float) -> Figures:
    document, variables, at_least = REQUESTS[name]
    bodies = [await asked(app, document, variables, token) for app in (plain, product)]
    data = [json.loads(body)["data"] for body in bodies]
    assert data[0] == data[1], f"{name}: the answers differ"
    rounds_of = {app: [await round_of(app, document, variables, token, seconds)] for app in (plain, product)}
    for _ in range(rounds - 1):
        for app in (plain, product):
            rounds_of[app].append(await round_of(app, document, variables, token, seconds))
    middle = {app: [statistics.median(column) for column in zip(*rounds_of[app], strict=True)] for app in rounds_of}
    ratios = [ours[0] / theirs[0] for ours, theirs in zip(rounds_of[product], rounds_of[plain], strict=True)]
    return Figures(
        name,
        plain=round(middle[plain][0], 1),
        product=round(middle[product][0], 1),
        ratio=round(statistics.median(ratios), 2),
        at_least=at_least,
        plain_ms=round(middle[plain][1], 2),
        product_ms=round(middle[product][1], 2),
        plain_processor_ms=round(middle[plain][2], 2),
        product_processor_ms=round(middle[product][2], 2),
        answer_bytes=len(bodies[1]),
    )


async def round_of(
    app: App, document: str, variables: dict[str, Any], token: str, seconds: float
) -> tuple[float, float, float]:
    """Requests a second while WORKERS ask, then milliseconds for one alone, and processor milliseconds for each."""
    begin, computed, count = time.perf_counter(), time.thread_time(), 0
    end = begin + seconds

    async def work() -> None:
        nonlocal count
        while time.perf_counter() < end:
            await asked(app, document, variables, token)
            count += 1

    await asyncio.gather(*(work() for _ in range(WORKERS)))
    rate, processor = count / (time.perf_counter() - begin), (time.thread_time() - computed) / count * 1000
    begin = time.perf_counter()
    await asked(app, document, variables, token)
    return rate, (time.perf_counter() - begin) * 1000, processor


async def asked(app: App, document: str, variables: dict[str, Any], token: str) -> bytes:
    """The body of the answer, by ASGI alone."""
    body = json.dumps({"query": document, "variables": variables}).encode()
    headers = [
        (b"host", b"bench"),
        (b"content-type", b"application/json"),
        (b"authorization", f"Bearer {token}".encode()),
    ]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "root_path": "",
        "query_string": b"",
        "headers": headers if token else headers[:2],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
    parts: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        assert message.get("status", 200) == 200, message
        parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return b"".join(parts)


def report(found: list[Figures]) -> None:
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    figures = {"execution": [asdict(each) for each in found], "workers": WORKERS, "cores": os.cpu_count()}
    RESULT.write_text(json.dumps(figures, indent=2) + "\n")
    columns = f"{'plain/s':>10}{'product/s':>11}{'ratio':>8}{'at least':>10}"
    print(f"\n{'request':<26}{columns}{'ms, plain':>12}{'product':>9}{'processor, plain':>18}{'product':>9}")
    for each in found:
        least = "" if each.at_least is None else f"{each.at_least:.1f}"
        print(
            f"{each.name:<26}{each.plain:>10.1f}{each.product:>11.1f}{each.ratio:>8.2f}{least:>10}{each.plain_ms:>12.2f}"
            f"{each.product_ms:>9.2f}{each.plain_processor_ms:>18.2f}{each.product_processor_ms:>9.2f}"
        )


if __name__ == "__main__":
    main()
