"""Loads killed at random moments, and the database server with them: the data set is the old one or the new one."""

import asyncio
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from backend.db import Database
from backend.db.embedded import embedded_postgres
from backend.db.migrate import migrate
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
    await load(db, understood, progress=lambda phase, share: print(phase, flush=True))

asyncio.run(main())
"""
# Where in a load to kill: a phase, as the load tells it, and the longest wait after its beginning, in seconds.
PHASES = {"staging": 0.3, "merging": 1.5, "rollups": 0.4, "committing": 0.05}
EACH = 5


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built-in sample as a file: a load of some seconds."""
    path = tmp_path_factory.mktemp("export") / "sample.csv"
    script = "import sys; from etl.sample import sample_rows; sample_rows().write_csv(sys.argv[1])"
    subprocess.run([sys.executable, "-c", script, str(path)], cwd=ROOT, check=True, timeout=120)
    return path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("killed")


async def facts(dsn: str) -> tuple[object, ...]:
    db = await Database.connect(dsn)
    found = await db.row(
        """select version, dataset.orders, dataset.lines, (select count(*) from lines), (select count(*) from orders),
            (select sum(amount) from lines), (select sum(revenue + returns) from orders),
            (select count(*) from customers where first_day is not null), (select count(*) from matched_returns)
        from dataset"""
    )
    await db.close()
    assert found is not None
    return tuple(found)


async def begin_again(dsn: str, small: Path) -> tuple[object, ...]:
    db = await Database.connect(dsn)
    await db.execute(EMPTY)
    await load_paths(db, small)
    await db.close()
    return await facts(dsn)


def kill_at(dsn: str, export: Path, phase: str, seconds: float, *, server: bool) -> str:
    """Run a load and kill it some seconds into the phase; the phase it was in when it ended."""
    command = [sys.executable, "-c", LOAD, dsn, str(export)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        reached = next((line.strip() for line in process.stdout if line.startswith(phase)), "the end")
        time.sleep(seconds)
        if server:
            postmaster(dsn).send_signal(signal.SIGKILL)
        process.kill()
        return (process.stdout.read().split() or [reached])[-1]


def postmaster(dsn: str) -> psutil.Process:
    """The server's first process, by the file in which it notes its id."""
    pid = Path(dsn.split("host=")[1]).joinpath("postmaster.pid").read_text().split()[0]
    return psutil.Process(int(pid))


async def test_killed_at_twenty_random_moments(home: Path, export: Path, tmp_path: Path) -> None:
    """Every other time the database server is killed with the load."""
    moments = random.Random(20)
    small = write(tmp_path / "small.csv", good_row())
    seen: dict[str, int] = dict.fromkeys(PHASES, 0)
    for phase in PHASES:
        for time_of_phase in range(EACH):
            with embedded_postgres(home / phase) as dsn:
                await asyncio.to_thread(asyncio.run, migrate(dsn))
                before = await begin_again(dsn, small)
                wait = moments.uniform(0, PHASES[phase])
                server = time_of_phase % 2 == 1
                ended = await asyncio.to_thread(kill_at, dsn, export, phase, wait, server=server)
            with embedded_postgres(home / phase) as dsn:
                after = await facts(dsn)
                new = after[0] == 2
                assert new or after == before, f"{phase}, ended in {ended}: {before} became {after}"
                seen[phase] += 1
                db = await Database.connect(dsn)
                await load_paths(db, export)
                await db.close()
                loaded = await facts(dsn)
                assert loaded[0] == 2
                assert loaded[2:4] == (520264, 520264)
                assert not new or loaded == after
    print(f"killed by phase: {seen}")
    assert min(seen.values()) >= 4
