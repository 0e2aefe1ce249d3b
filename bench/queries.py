"""How long the dashboard's queries take, beside DuckDB in memory: `python -m bench.queries [DSN]`.

Each query runs uncached, SQL and Python but no HTTP, over all time and over a range that cuts months; DuckDB answers
the same questions over the same lines, in the same run, on as many threads as there are cores. Figures are medians of
`--rounds` rounds, in which the two take turns. Without a DSN the file given by --data (or the sample) is loaded into a
database of its own. The table goes to the terminal, the figures to bench/results/queries.json.
"""

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
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
from bench.peer_queries import QUERIES

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "bench" / "results" / "queries.json"
_FLAT = """
copy (select number, products.code as product, quantity, placed_at, customers.code as customer,
    countries.name as country, amount, is_return
    from lines join orders using (order_id) join products using (product_id)
    join countries on countries.country_id = orders.country_id
    left join customers on customers.customer_id = orders.customer_id) to stdout (format csv, header)
"""
_READ = """
create table lines as select * from read_csv('{path}', header = true, columns = {{'number': 'VARCHAR',
    'product': 'VARCHAR', 'quantity': 'DECIMAL(18, 3)', 'placed_at': 'TIMESTAMP', 'customer': 'VARCHAR',
    'country': 'VARCHAR', 'amount': 'DECIMAL(18, 4)', 'is_return': 'BOOLEAN'}})
"""

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


@dataclass(frozen=True, slots=True)
class Figures:
    """One query over one range; medians in milliseconds; `source`: the tables that answered."""

    query: str
    range: str
    ours_ms: float
    duckdb_ms: float
    source: str

    @property
    def ratio(self) -> float:
        return self.ours_ms / self.duckdb_ms


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.queries", description=__doc__)
    parser.add_argument("dsn", nargs="?", help="a database that is loaded; absent: one is made")
    parser.add_argument("--data", type=Path, help="an export to load; absent: the sample")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with contextlib.ExitStack() as stack:
        dsn = arguments.dsn or stack.enter_context(loaded(arguments.data))
        found = asyncio.run(measured(dsn, arguments.rounds))
    report(found)


@contextlib.contextmanager
def loaded(data: Path | None) -> Iterator[str]:
    """A database of its own with the export, or the sample, in it."""
    with tempfile.TemporaryDirectory(prefix="sales-bench-") as place, embedded_postgres(Path(place)) as dsn:
        environment = {**os.environ, "SALES_HOME": place}
        environment.pop("DATABASE_URL", None)
        for command in (["migrate"], ["load", str(data.resolve())] if data else ["sample"]):
            subprocess.run([sys.executable, "-m", "backend.cli", *command], cwd=ROOT, env=environment, check=True)
        yield dsn


async def measured(dsn: str, rounds: int) -> list[Figures]:
    db = await Database.connect(dsn, size=4)
    peer = duckdb.connect(config={"threads": os.cpu_count() or 1})
    try:
        with tempfile.TemporaryDirectory(prefix="sales-bench-") as place:
            path = Path(place) / "lines.csv"
            async with db.connection() as connection:
                await connection.copy_from_query(
                    _FLAT.strip().removeprefix("copy (").rpartition(") to")[0],
                    output=str(path),
                    format="csv",
                    header=True,
                )
            peer.execute(_READ.format(path=path))
        everything = await resolve(db, Filters())
        ranges = {"all time": everything, "cuts months": await resolve(db, cut(everything))}
        return [
            await compared(db, peer, query, name, scope, rounds) for name, scope in ranges.items() for query in OURS
        ]
    finally:
        peer.close()
        await db.close()


def cut(scope: Scope) -> Filters:
    """From the twelfth day of the third month to the nineteenth before the end."""
    assert scope.first is not None
    assert scope.last is not None
    return Filters(start=scope.first + timedelta(days=71), end=scope.last - timedelta(days=50))


async def compared(
    db: Database, peer: duckdb.DuckDBPyConnection, query: str, name: str, scope: Scope, rounds: int
) -> Figures:
    rows = (
        "lines"
        if name == "all time"
        else f"(select * from lines where placed_at >= '{scope.first}' and placed_at < '{after(scope)}')"
    )
    sql = QUERIES[query].format(rows=rows)
    ours, theirs = [], []
    with observed() as seen:
        answer = await OURS[query](db, scope)
    if query == "kpis":
        revenue = peer.execute(sql).fetchall()[0][0]
        if revenue != answer.revenue:  # type: ignore[attr-defined]
            sys.exit(f"the two disagree on revenue: {answer.revenue} and {revenue}")  # type: ignore[attr-defined]
    for _ in range(rounds):
        for _ in range(3):
            begin = time.perf_counter()
            await OURS[query](db, scope)
            ours.append((time.perf_counter() - begin) * 1000)
        for _ in range(3):
            begin = time.perf_counter()
            peer.execute(sql).fetchall()
            theirs.append((time.perf_counter() - begin) * 1000)
    return Figures(query, name, statistics.median(ours), statistics.median(theirs), ", ".join(seen.sources))


def after(scope: Scope) -> date:
    assert scope.last is not None
    return scope.last + timedelta(days=1)


def report(found: list[Figures]) -> None:
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps([{**asdict(each), "ratio": each.ratio} for each in found], indent=2) + "\n")
    print(f"{'query':<16}{'range':<13}{'ours ms':>9}{'DuckDB ms':>11}{'ratio':>7}  source")
    for each in found:
        times = f"{each.ours_ms:>9.2f}{each.duckdb_ms:>11.2f}{each.ratio:>7.2f}"
        print(f"{each.query:<16}{each.range:<13}{times}  {each.source}")
    ratios = [each.ratio for each in found]
    print(f"median {statistics.median(ratios):.2f}, highest {max(ratios):.2f}")


if __name__ == "__main__":
    main()
