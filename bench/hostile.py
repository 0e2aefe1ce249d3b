"""What it takes to refuse hostile requests: `python -m bench.hostile`.

Starts the application on a database of its own, signs in, and sends what somebody would who wants it to be busy, each
request several times. Milliseconds are the server's own, from its log: the fastest, which other work on the machine
disturbs least, the median and the slowest; processor is how long the server computed for one request, megabytes how far
it grew at its highest, both as the kernel (Linux) counts them. Ends with 1 if an answer is not the one expected, or
takes more than 50 ms at its fastest or 300 MB. The figures go to the terminal and to bench/results/hostile.json.
"""

import argparse
import asyncio
import json
import os
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

import httpx

from backend.accounts.administrator import ensure_administrator
from backend.app.application import create_app
from backend.app.logging import configure_logging
from backend.app.server import serve
from backend.db import Database
from backend.db.embedded import embedded_postgres
from backend.db.migrate import migrate
from backend.settings import load_settings
from bench.hostile_requests import REQUESTS, Hostile

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "bench" / "results" / "hostile.json"
EMAIL, PASSWORD = "bench@example.com", "correct horse battery"
LOGIN = f'mutation {{ login(email: "{EMAIL}", password: "{PASSWORD}") {{ accessToken }} }}'
MOST_MILLISECONDS, MOST_MEGABYTES = 50, 300


@dataclass(frozen=True)
class Figures:
    """One kind of request, sent `runs` times."""

    name: str
    status: int
    code: str
    message: str
    runs: int
    fastest_ms: float
    median_ms: float
    slowest_ms: float
    processor_ms: float
    round_trip_ms: float
    extra_mb: float
    as_expected: bool


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="how often each request is sent")
    parser.add_argument("--serve", metavar="DSN", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        run_server(arguments.serve)
    else:
        run_requests(arguments.runs)


def run_server(dsn: str) -> None:
    """The process that is measured: the application without the dashboard's pages."""
    settings = load_settings()
    configure_logging(settings)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    serve(create_app(settings, dsn, dashboard=False), listener, settings, lambda: print(address, flush=True))


def run_requests(runs: int) -> None:
    with tempfile.TemporaryDirectory(prefix="sales-bench-") as place:
        home = Path(place) / "home"
        with server(home) as (process, address), httpx.Client(base_url=address, timeout=60) as client:
            token = client.post("/graphql", json={"query": LOGIN}).json()["data"]["login"]["accessToken"]
            client.headers.update({"Authorization": f"Bearer {token}", "Accept": "application/graphql-response+json"})
            for _ in range(3):
                client.post("/graphql", json={"query": "{ me { id } sales { kpis { revenue } } }"}).raise_for_status()
            before = resident(process.pid)
            found = [measured(request, client, process.pid, home, runs) for request in REQUESTS]
            grown = resident(process.pid) - before
    report(found, grown)


@contextmanager
def server(home: Path) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A migrated database, and the application on it, as a process that answers at an address."""
    os.environ.update(
        SALES_HOME=str(home), SALES_ENV="production", SALES_SECRET_KEY="0123456789abcdef" * 4, SALES_COST_BUDGET="0"
    )
    os.environ.update(SALES_ADMIN_EMAIL=EMAIL, SALES_ADMIN_PASSWORD=PASSWORD)
    os.environ.pop("DATABASE_URL", None)
    with embedded_postgres(home) as dsn:
        asyncio.run(prepare(dsn))
        command = [sys.executable, "-m", "bench.hostile", "--serve", dsn]
        with (home / "stderr").open("w") as errors:
            process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            if not address:
                sys.exit(f"the server did not start:\n{(home / 'stderr').read_text()}")
            yield process, address
        finally:
            process.terminate()
            process.wait()


async def prepare(dsn: str) -> None:
    await migrate(dsn)
    db = await Database.connect(dsn, size=2)
    await ensure_administrator(db, load_settings())
    await db.close()


def measured(request: Hostile, client: httpx.Client, pid: int, home: Path, runs: int) -> Figures:
    """Send a request several times and look at the answers, the server's log and its memory."""
    start, computed, trips, answers = resident(pid, forget_highest=True), busy(pid), [], []
    for run in range(runs):
        begin = time.perf_counter()
        answers.append(client.post("/graphql", content=request.content(), headers=request.headers(run)))
        trips.append((time.perf_counter() - begin) * 1000)
    extra = resident(pid, highest=True) - start
    computed = busy(pid) - computed
    took = logged(home, request.slug, runs)
    error = answers[-1].json()["errors"][0]
    code = error["extensions"]["code"]
    told = {(answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) for answer in answers}
    return Figures(
        name=request.name,
        status=answers[-1].status_code,
        code=code,
        message=error["message"],
        runs=runs,
        fastest_ms=min(took),
        median_ms=statistics.median(took),
        slowest_ms=max(took),
        processor_ms=round(computed / runs, 1),
        round_trip_ms=round(statistics.median(trips), 1),
        extra_mb=round(extra, 1),
        as_expected=told == {(request.status, request.code)},
    )


def logged(home: Path, slug: str, runs: int) -> list[float]:
    """The server's own milliseconds for the requests of that name, once all are in its log."""
    found: list[float] = []
    for _ in range(100):
        lines = (json.loads(line) for line in (home / "logs" / "sales.log").read_text().splitlines())
        found = [line["milliseconds"] for line in lines if line.get("requestId", "").startswith(f"{slug}-")]
        if len(found) >= runs:
            return found
        time.sleep(0.05)
    raise RuntimeError(f"the log holds {len(found)} of the {runs} requests {slug}")


def busy(pid: int) -> float:
    """How many milliseconds the process has computed, on all its threads."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1_000_000


def resident(pid: int, *, highest: bool = False, forget_highest: bool = False) -> float:
    """The process's resident memory in MB, now or at its highest since that was last forgotten."""
    if forget_highest:
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(status["VmHWM" if highest else "VmRSS"].split()[0]) / 1024


def report(found: list[Figures], grown: float) -> None:
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    figures = {"requests": [asdict(each) for each in found], "grown_mb": round(grown, 1), "cores": os.cpu_count()}
    RESULT.write_text(json.dumps(figures, indent=2) + "\n")
    print(
        f"\n{'request':<44}{'status':>7} {'code':<19}{'fastest':>8}{'median':>8}{'slowest':>8}{'processor':>11}"
        f"{'extra MB':>10}"
    )
    for each in found:
        print(
            f"{each.name:<44}{each.status:>7} {each.code:<19}{each.fastest_ms:>8.0f}{each.median_ms:>8.0f}"
            f"{each.slowest_ms:>8.0f}{each.processor_ms:>11.1f}{each.extra_mb:>10.1f}"
            + ("" if each.as_expected else "  not as expected")
        )
    print(
        f"\nAfter all of them the process is {grown:.1f} MB larger. At most allowed: "
        f"{MOST_MILLISECONDS} ms and {MOST_MEGABYTES} MB."
    )
    slow = [each.name for each in found if each.fastest_ms > MOST_MILLISECONDS or each.extra_mb > MOST_MEGABYTES]
    if slow or not all(each.as_expected for each in found):
        sys.exit(1)


if __name__ == "__main__":
    main()
