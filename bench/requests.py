"""How many kept answers a second, against a constant: `python -m bench.requests [FILE] [--home DIR]`.

Starts the application as `sales serve` does, without the pages, and beside it the floor: Starlette with one route that
returns the same bytes, on uvicorn with the same settings. wrk asks both over HTTP by 32 connections, in turns; the
figures are medians over the rounds, the ratio that of rounds next to each other. Processor is what the serving process
computed for one request, which other work on the machine disturbs least. Then the overview page is asked one request
at a time with no answer kept, the forecast beside it, and the memory of the serving process is told. The figures go to
the terminal and to bench/results/requests.json. Needs wrk (Debian: apt-get install wrk).
"""

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.app.application import create_app
from backend.app.logging import configure_logging
from backend.app.server import serve
from backend.settings import load_settings
from bench.hostile import busy, resident
from bench.shop import LOGIN, ROOT, shop
from frontend.queries import FORECAST, OVERVIEW

RESULT = ROOT / "bench" / "results" / "requests.json"
CONNECTIONS, AT_LEAST, MOST_MS, MOST_MB = 32, 0.6, 60, 600
EVERYTHING: dict[str, Any] = {"filter": None, "previous": None, "compare": True, "granularity": "DAY"}
REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "five key figures": ("{ sales { kpis { revenue netRevenue orders customers averageOrderValue } } }", {}),
    "trend by day": ("{ sales { trend(granularity: DAY) { start revenue orders customers } } }", {}),
    "overview page": (OVERVIEW, EVERYTHING),
}


@dataclass(frozen=True)
class Figures:
    """Requests a second of the constant and of the product, and microseconds of the processor for one."""

    name: str
    answer_bytes: int
    constant: float
    product: float
    ratio: float
    constant_processor_us: float
    product_processor_us: float


@dataclass(frozen=True)
class Server:
    """A process that serves."""

    url: str
    pid: int


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.requests", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", help="an export; absent: the sample")
    parser.add_argument("--home", type=Path, help="a SALES_HOME that is loaded already")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of each measurement")
    parser.add_argument("--serve", metavar="DSN", help=argparse.SUPPRESS)
    parser.add_argument("--constant", metavar="PATH", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve_product(arguments.serve)
    elif arguments.constant:
        serve_constant(arguments.constant)
    else:
        if shutil.which("wrk") is None:
            sys.exit("wrk is missing; install it (Debian: apt-get install wrk)")
        with shop(arguments.file, arguments.home) as dsn, tempfile.TemporaryDirectory() as scratch:
            measure(dsn, Path(scratch), arguments.rounds, arguments.seconds)


def serve_product(dsn: str) -> None:
    settings = load_settings()
    configure_logging(settings)
    listener, address = bound()
    serve(create_app(settings, dsn, dashboard=False), listener, settings, lambda: print(address, flush=True))


def serve_constant(path: Path) -> None:
    body = path.read_bytes()

    async def constant(_request: Request) -> Response:
        return Response(body, media_type="application/json")

    listener, address = bound()
    listener.listen()  # before the address is told
    app = Starlette(routes=[Route("/graphql", constant, methods=["POST"])])
    print(address, flush=True)
    uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, server_header=False)).run([listener])


def bound() -> tuple[socket.socket, str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener, f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def server(*arguments: str, **environment: str) -> Iterator[Server]:
    """A process of this module, until the end of the block."""
    command = [sys.executable, "-m", "bench.requests", *arguments]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        if not url:
            sys.exit(f"{' '.join(command)} did not start")
        yield Server(url, process.pid)
    finally:
        process.terminate()
        process.wait()


def measure(dsn: str, scratch: Path, rounds: int, seconds: int) -> None:
    with server("--serve", dsn) as product:
        client = signed_in(product.url)
        found = [against_constant(name, product, client, scratch, rounds, seconds) for name in REQUESTS]
        memory = resident(product.pid, highest=True)
    with server("--serve", dsn, SALES_ANSWER_CACHE_MB="0") as product:
        page = page_ms(product.url)
        memory = max(memory, resident(product.pid, highest=True))
    report(found, page, memory)


def signed_in(url: str) -> httpx.Client:
    client = httpx.Client(base_url=url, timeout=120, headers={"Accept": "application/json"})
    token = client.post("/graphql", json={"query": LOGIN}).json()["data"]["login"]["accessToken"]
    client.headers["Authorization"] = f"Bearer {token}"
    return client


def against_constant(
    name: str, product: Server, client: httpx.Client, scratch: Path, rounds: int, seconds: int
) -> Figures:
    document, variables = REQUESTS[name]
    body = json.dumps({"query": document, "variables": variables})
    answers = [client.post("/graphql", content=body, headers={"Content-Type": "application/json"}) for _ in range(2)]
    assert answers[1].headers["cache-status"] == "sales; hit"
    (scratch / "body").write_bytes(answers[1].content)
    script = scratch / "request.lua"
    script.write_text(
        f'wrk.method = "POST"\nwrk.body = [==[{body}]==]\nwrk.headers["Content-Type"] = "application/json"\n'
        f'wrk.headers["Authorization"] = "{client.headers["Authorization"]}"\n'
    )
    with server("--constant", str(scratch / "body")) as constant:
        rates = [[wrk(each, script, seconds) for each in (constant, product)] for _ in range(rounds)]
    floor, ours = zip(*rates, strict=True)
    return Figures(
        name,
        len(answers[1].content),
        constant=round(statistics.median(rate for rate, _ in floor)),
        product=round(statistics.median(rate for rate, _ in ours)),
        ratio=round(statistics.median(mine / least for (least, _), (mine, _) in rates), 2),
        constant_processor_us=round(statistics.median(processor for _, processor in floor), 1),
        product_processor_us=round(statistics.median(processor for _, processor in ours), 1),
    )


def wrk(asked: Server, script: Path, seconds: int) -> tuple[float, float]:
    """Requests a second, and the microseconds that the server computed for one."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "-s", str(script), f"{asked.url}/graphql"]
    before = busy(asked.pid)
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    computed = busy(asked.pid) - before
    if "Non-2xx" in told or "Socket errors" in told:
        sys.exit(told)
    requests = int(re.findall(r"(\d+) requests in", told)[0])
    return float(re.findall(r"Requests/sec:\s*([\d.]+)", told)[0]), computed * 1000 / requests


def page_ms(url: str) -> list[float]:
    """Milliseconds of the overview page, then of its forecast once that is stored, by requests one after another."""
    medians, client = [], signed_in(url)
    for document, variables in ((OVERVIEW, EVERYTHING), (FORECAST, {"filter": None, "horizon": 30})):
        took = []
        for _ in range(22):
            begin = time.perf_counter()
            answer = client.post("/graphql", json={"query": document, "variables": variables})
            took.append((time.perf_counter() - begin) * 1000)
            assert "errors" not in answer.json(), answer.text
        medians.append(round(statistics.median(took[2:]), 1))
    client.close()
    return medians


def report(found: list[Figures], page: list[float], memory: float) -> None:
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    figures = {
        "kept": [asdict(each) for each in found],
        "overview_ms": page[0],
        "forecast_ms": page[1],
        "memory_mb": round(memory),
        "cores": os.cpu_count(),
    }
    RESULT.write_text(json.dumps(figures, indent=2) + "\n")
    print(
        f"\n{'kept answer':<20}{'bytes':>8}{'constant/s':>12}{'product/s':>11}{'ratio':>7}{'at least':>10}"
        f"{'processor us':>14}{'product':>9}"
    )
    for each in found:
        print(
            f"{each.name:<20}{each.answer_bytes:>8}{each.constant:>12.0f}{each.product:>11.0f}{each.ratio:>7.2f}"
            f"{AT_LEAST:>10.1f}{each.constant_processor_us:>14.1f}{each.product_processor_us:>9.1f}"
        )
    print(
        f"\nOverview page with no answer kept {page[0]:.1f} ms, stored forecast {page[1]:.1f} ms "
        f"(at most {MOST_MS} together); memory of the serving process {memory:.0f} MB (at most {MOST_MB})."
    )


if __name__ == "__main__":
    main()
