"""Loads killed at random moments, and the database server with them: the data set is the old one or the new one."""

import asyncio
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from backend.db import Database
from backend.db.embedded import embedded_postgres
from backend.db.migrate import migrate
from etl.locking import LOAD_LOCK
from tests.etl.conftest import EMPTY
from tests.etl.rows import load_paths, write
from tests.etl.rows import row as good_row
from tests.oracle.paths import ROOT

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

LOAD = """
import asyncio, sys
from pathlib import Path
from backend.db import Database
from etl.contract import LoadOptions
from etl.load import load, understand_files

async def main():
    db = await Database.connect(sys.argv[1])
    understood = await understand_files([Path(sys.argv[2])], LoadOptions(), currency="GBP")
    print("staging", flush=True)
    await load(db, understood, progress=lambda phase, share: print(phase, flush=True))

asyncio.run(main())
"""
EXPORT = """
import sys
import polars as pl
from etl.sample import sample_rows

rows, number = sample_rows(), pl.col("InvoiceNo")
again = [rows.with_columns(number + str(copy)) for copy in range(int(sys.argv[2]) // 100)]
whole = pl.concat([rows, *again])
whole.head(rows.height * int(sys.argv[2]) // 100).write_csv(sys.argv[1])
"""
PHASES = ("staging", "merging", "rollups", "committing")
EACH, MOST = 5, 40
SECONDS = 5.0


@dataclass(frozen=True)
class Moment:
    """When a load was killed, and what came of it."""

    aimed_at: str
    seconds: float
    server: bool
    first: bool
    ended_in: str
    became: str


def write_export(path: Path, percent: int) -> Path:
    """The built-in sample so many times over, under new order numbers."""
    subprocess.run([sys.executable, "-c", EXPORT, str(path), str(percent)], cwd=ROOT, check=True, timeout=120)
    return path


@contextmanager
def loading(dsn: str, export: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that loads the file and tells each phase that it begins."""
    command = [sys.executable, "-c", LOAD, dsn, str(export)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        yield process


def undisturbed(dsn: str, export: Path) -> dict[str, float]:
    """How long each phase of a load takes that nobody kills, in seconds."""
    began: dict[str, float] = {}
    with loading(dsn, export) as process:
        assert process.stdout is not None
        for line in process.stdout:
            began.setdefault(line.split()[0].strip(","), time.monotonic())
    assert process.returncode == 0
    return {phase: began[following] - began[phase] for phase, following in pairwise((*PHASES, "done"))}


def kill_in(dsn: str, export: Path, phase: str, seconds: float, *, server: bool) -> str:
    """Run a load and kill it some seconds into the phase; the phase it was in when it ended."""
    with loading(dsn, export) as process:
        assert process.stdout is not None
        next(line for line in process.stdout if line.startswith(phase))
        time.sleep(seconds)
        if server:
            postmaster(dsn).send_signal(signal.SIGKILL)
        process.kill()
        told = [phase, *(line.split()[0].strip(",") for line in process.stdout)]
        return next(known for known in reversed(told) if known in (*PHASES, "done"))


def postmaster(dsn: str) -> psutil.Process:
    """The server's first process, by the file in which it notes its id."""
    pid = Path(dsn.split("host=")[1]).joinpath("postmaster.pid").read_text().split()[0]
    return psutil.Process(int(pid))


async def facts(dsn: str) -> tuple[object, ...]:
    """What is loaded, once whatever a killed load left running in the server has ended."""
    db = await Database.connect(dsn)
    await db.execute(f"select pg_advisory_xact_lock({LOAD_LOCK})")
    found = await db.row(
        """select version, dataset.orders, dataset.lines, (select count(*) from lines), (select sum(amount) from lines),
            (select count(*) from orders), (select sum(revenue + returns) from orders),
            (select sum(hashtext(concat(number, placed_at, revenue, returns, units, line_count))) from orders),
            (select count(*) from customers where first_day is not null), (select count(*) from matched_returns)
        from dataset"""
    )
    await db.close()
    assert found is not None
    return tuple(found)


async def begin_again(dsn: str, small: Path | None) -> tuple[object, ...]:
    """A data set of one order, or none."""
    db = await Database.connect(dsn)
    await db.execute(EMPTY)
    if small is not None:
        await load_paths(db, small)
    await db.close()
    return await facts(dsn)


async def load_again(dsn: str, export: Path) -> tuple[object, ...]:
    db = await Database.connect(dsn)
    await load_paths(db, export)
    await db.close()
    return await facts(dsn)


async def measured(home: Path, export: Path, small: Path) -> tuple[dict[str, float], dict[bool, tuple[object, ...]]]:
    """The phases of an undisturbed load that lasts long enough for this machine, and what it leaves.

    What is left of the first load of a data set is told under True, that of a later one under False.
    """
    with embedded_postgres(home) as dsn:
        await asyncio.to_thread(asyncio.run, migrate(dsn))
        for percent in range(80, 1000, 40):
            await asyncio.to_thread(write_export, export, percent)
            await begin_again(dsn, small)
            phases = await asyncio.to_thread(undisturbed, dsn, export)
            if sum(phases.values()) >= SECONDS:
                break
        later = await facts(dsn)
        await begin_again(dsn, None)
        return phases, {False: later, True: await load_again(dsn, export)}


async def killed(
    home: Path,
    export: Path,
    small: Path,
    moment: tuple[str, float, bool, bool],
    new: tuple[object, ...],
) -> Moment:
    """Kill a load at the moment; the data set is the old or the new one, and the new one after loading again."""
    phase, seconds, server, first = moment
    with embedded_postgres(home) as dsn:
        old = await begin_again(dsn, None if first else small)
        ended = await asyncio.to_thread(kill_in, dsn, export, phase, seconds, server=server)
        if not server:
            after, again = await facts(dsn), await load_again(dsn, export)
    if server:
        with embedded_postgres(home) as dsn:
            after, again = await facts(dsn), await load_again(dsn, export)
    assert after in (old, new), f"{moment}, ended in {ended}: {old} became {after}"
    assert again == new, f"{moment}, ended in {ended}: loading again gave {again}, not {new}"
    return Moment(*moment, ended, "new" if after == new else "old")


def table_of(moments: list[Moment], phases: dict[str, float], seed: int) -> str:
    told = ", ".join(f"{phase} {seconds:.2f}" for phase, seconds in phases.items())
    lines = [
        f"undisturbed load: {sum(phases.values()):.1f} s ({told}); seed {seed}",
        "moment          killed  load   ended in    data",
    ]
    for each in moments:
        what, which = "server" if each.server else "load", "first" if each.first else "later"
        lines.append(f"{each.aimed_at:<10} {each.seconds:.2f}  {what:<6}  {which}  {each.ended_in:<10}  {each.became}")
    return "\n".join(lines)


async def test_killed_at_twenty_random_moments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every other time the database server is killed with the load, and two of four times it is a data set's first.

    A moment counts for the phase it fell in.
    """
    seed = random.SystemRandom().randrange(1 << 32)
    chance, home, export = random.Random(seed), tmp_path / "home", tmp_path / "export.csv"
    small = write(tmp_path / "small.csv", good_row())
    phases, new = await measured(home, export, small)
    moments: list[Moment] = []
    fallen: Counter[str] = Counter()
    try:
        assert sum(phases.values()) >= SECONDS
        assert phases["rollups"] < 3 * (phases["staging"] + phases["merging"]), "planned for the tiny data before it"
        for phase, seconds in phases.items():
            tries = 0
            while fallen[phase] < EACH and tries < MOST:
                at = (phase, chance.uniform(0, seconds), tries % 2 == 1, tries % 4 >= 2)
                moments.append(await killed(home, export, small, at, new[at[-1]]))
                fallen[moments[-1].ended_in] += 1
                tries += 1
    finally:
        with capsys.disabled():
            print(f"\n{table_of(moments, phases, seed)}\nby phase: {dict(fallen)}")
    assert all(fallen[phase] >= EACH for phase in PHASES)
