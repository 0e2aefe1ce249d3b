"""How long the dashboard's queries take, beside DuckDB in memory: `python -m bench.queries [FILE] [--grown HOME ...]`.

Each query runs uncached, SQL and Python but no HTTP, over all time and over a range that cuts months; DuckDB answers
the same questions over the same lines, in the same run, on as many threads as there are cores. Figures are medians of
`--rounds` rounds, in which they take turns. FILE (absent: the sample) is loaded into a database of its own, unless
--home names a SALES_HOME that is loaded. Each --grown names a loaded home of a larger shop: its queries take turns with
those of the first, too. Processor time is what the query took of the server's and Python's: a query runs on one
processor, so that this is its time on an idle machine, and it holds still where other work makes the times jump.
`grown` is how many times as much the query takes in the larger shop. The table goes to the terminal, the
figures to bench/results/queries.json.
"""

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from backend.analytics.calendar import Granularity
from backend.analytics.clock import by_hour, by_weekday
from backend.analytics.cohorts import cohorts
from backend.analytics.countries import countries
from backend.analytics.customers import customers
from backend.analytics.filters import Filters, Scope, resolve
from backend.analytics.kpis import kpis
from backend.analytics.metrics import Metric
from backend.analytics.paging import PageRequest
from backend.analytics.products import products
from backend.analytics.rfm import rfm
from backend.analytics.tiers import spend_tiers
from backend.analytics.trend import growth, trend
from backend.db import Database
from backend.db.embedded import embedded_postgres
from backend.db.observation import observed
from bench.peer_queries import QUERIES, filled
from bench.shop import ROOT, shop

RESULT = ROOT / "bench" / "results" / "queries.json"
Ask = Callable[[Database, Scope], Awaitable[object]]
_PAGE = PageRequest(10)
OURS: dict[str, Ask] = {
    "kpis": kpis,
    "trend by day": lambda db, scope: trend(db, scope, Granularity.DAY),
    "trend by month": lambda db, scope: trend(db, scope, Granularity.MONTH),
    "growth": lambda db, scope: growth(db, scope, Granularity.MONTH),
    "byHour": by_hour,
    "byWeekday": by_weekday,
    "byCountry": lambda db, scope: countries(db, scope, first=None, order_by=Metric.REVENUE, direction="DESC"),
    "products": lambda db, scope: products(
        db, scope, _PAGE, search=None, order_by=Metric.REVENUE, direction="DESC", count_customers=False
    ),
    "customers": lambda db, scope: customers(db, scope, _PAGE, search=None, order_by=Metric.REVENUE, direction="DESC"),
    "spendTiers": spend_tiers,
    "rfm": rfm,
    "cohorts": lambda db, scope: cohorts(db, scope, Granularity.MONTH),
}


LISTS = {"customers", "spendTiers", "rfm", "cohorts"}
"""They list customers, and may grow with these: 20 times or 120 ms; all others 3 times or 10 ms."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A data set that is asked; `backend` is the process id of its one connection's server."""

    db: Database
    backend: int
    scopes: dict[str, Scope]


@dataclass(frozen=True, slots=True)
class Figures:
    """One query over one range of one shop; medians in milliseconds; `source`: the tables that answered.

    `first_ms`: processor time of the same query of the first shop, in turns with this.
    """

    query: str
    range: str
    lines: int
    ours_ms: float
    processor_ms: float
    first_ms: float
    duckdb_ms: float | None
    source: str

    @property
    def ratio(self) -> float | None:
        return self.ours_ms / self.duckdb_ms if self.duckdb_ms else None

    @property
    def grown(self) -> float:
        return self.processor_ms / self.first_ms

    @property
    def bounded(self) -> bool:
        """Whether it grew no more than it may."""
        times, most_ms = (20, 120) if self.query in LISTS else (3, 10)
        return self.processor_ms <= max(times * self.first_ms, most_ms)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.queries", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", help="an export to load; absent: the sample")
    parser.add_argument("--home", type=Path, help="a SALES_HOME that is loaded already, instead of FILE")
    parser.add_argument("--grown", type=Path, nargs="+", default=[], help="loaded homes of larger shops")
    parser.add_argument("--rounds", type=int, nargs="+", default=[5, 3, 1], help="of the first, and each grown one")
    parser.add_argument("--alone", action="store_true", help="leave out DuckDB")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        dsns = [stack.enter_context(shop(arguments.file, arguments.home))]
        dsns += [stack.enter_context(embedded_postgres(home)) for home in arguments.grown]
        found = asyncio.run(measured(dsns, arguments.rounds, alone=arguments.alone))
    report(found)


async def measured(dsns: list[str], rounds: list[int], *, alone: bool) -> list[Figures]:
    """All figures, shop after shop; the last number of rounds is that of all further shops."""
    found = []
    async with AsyncExitStack() as stack:
        shops = [await opened(dsn, stack) for dsn in dsns]
        for place, each in enumerate(shops):
            peer = None if alone else await filled(each.db)
            times = rounds[min(place, len(rounds) - 1)]
            for span in each.scopes:
                found += [await compared(each, shops[0], peer, query, span, times) for query in OURS]
            if peer is not None:
                peer.close()
    return found


async def opened(dsn: str, stack: AsyncExitStack) -> Shop:
    db = await Database.connect(dsn, size=1)
    stack.push_async_callback(db.close)
    everything = await resolve(db, Filters())
    scopes = {"all time": everything, "cuts months": await resolve(db, cut(everything))}
    return Shop(db, await db.value("select pg_backend_pid()"), scopes)


def cut(scope: Scope) -> Filters:
    """From the twelfth day of the third month to the nineteenth before the end."""
    assert scope.first is not None
    assert scope.last is not None
    return Filters(start=scope.first + timedelta(days=71), end=scope.last - timedelta(days=50))


async def compared(
    asked: Shop, first: Shop, peer: duckdb.DuckDBPyConnection | None, query: str, span: str, rounds: int
) -> Figures:
    """Three times each in every round: the shop, the first one if that is another, DuckDB."""
    scope = asked.scopes[span]
    with observed() as seen:
        answer = await OURS[query](asked.db, scope)
    sql = QUERIES[query].format(rows=flat_rows(scope, span))
    if query == "kpis" and peer is not None:
        revenue = peer.execute(sql).fetchall()[0][0]
        if revenue != answer.revenue:  # type: ignore[attr-defined]
            sys.exit(f"the two disagree on revenue: {answer.revenue} and {revenue}")  # type: ignore[attr-defined]
    ours: list[tuple[float, float]] = []
    firsts: list[tuple[float, float]] = []
    theirs: list[float] = []
    for _ in range(rounds):
        ours += [await timed(asked, query, span) for _ in range(3)]
        firsts += [await timed(first, query, span) for _ in range(3)] if first is not asked else []
        for _ in range(3 if peer is not None else 0):
            begin = time.perf_counter()
            peer.execute(sql).fetchall()  # type: ignore[union-attr]
            theirs.append((time.perf_counter() - begin) * 1000)
    return Figures(
        query=query,
        range=span,
        lines=scope.dataset.lines,
        ours_ms=statistics.median(wall for wall, _ in ours),
        processor_ms=statistics.median(processor for _, processor in ours),
        first_ms=statistics.median(processor for _, processor in firsts or ours),
        duckdb_ms=statistics.median(theirs) if theirs else None,
        source=", ".join(seen.sources),
    )


async def timed(asked: Shop, query: str, span: str) -> tuple[float, float]:
    """Milliseconds a query takes, by the clock and of the processor."""
    begin, busy = time.perf_counter(), processor_seconds(asked)
    await OURS[query](asked.db, asked.scopes[span])
    return (time.perf_counter() - begin) * 1000, (processor_seconds(asked) - busy) * 1000


def processor_seconds(asked: Shop) -> float:
    """Of this process and the connection's server; where there is no /proc, the clock's."""
    schedule = Path(f"/proc/{asked.backend}/schedstat")
    if not schedule.exists():
        return time.perf_counter()
    return int(schedule.read_text().split()[0]) / 1e9 + time.process_time()


def flat_rows(scope: Scope, span: str) -> str:
    """The flat lines of a scope, as SQL for DuckDB."""
    if span == "all time":
        return "lines"
    return f"(select * from lines where placed_at >= '{scope.first}' and placed_at < '{after(scope)}')"


def after(scope: Scope) -> date:
    assert scope.last is not None
    return scope.last + timedelta(days=1)


def report(found: list[Figures]) -> None:
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    rows = [{**asdict(each), "ratio": each.ratio, "grown": each.grown, "bounded": each.bounded} for each in found]
    RESULT.write_text(json.dumps(rows, indent=2) + "\n")
    for lines in sorted({each.lines for each in found}):
        of_size = [each for each in found if each.lines == lines]
        print(f"\n{lines:,} lines")
        print(f"{'query':<16}{'range':<13}{'ms':>9}{'processor':>11}{'DuckDB ms':>11}{'ratio':>7}{'grown':>7}  source")
        for each in of_size:
            peer = f"{each.duckdb_ms:>11.2f}{each.ratio:>7.2f}" if each.duckdb_ms else f"{'-':>11}{'-':>7}"
            grown = f"{each.grown:>7.1f}{' ' if each.bounded else '!'}"
            times = f"{each.ours_ms:>9.2f}{each.processor_ms:>11.2f}{peer}{grown}"
            print(f"{each.query:<16}{each.range:<13}{times} {each.source}")
        ratios = [each.ratio for each in of_size if each.ratio is not None]
        if ratios:
            print(f"ratio: median {statistics.median(ratios):.2f}, highest {max(ratios):.2f}")
        beyond = [each for each in of_size if not each.bounded]
        print(f"{len(beyond)} of {len(of_size)} grew more than they may" + (" (!)" if beyond else ""))


if __name__ == "__main__":
    main()
