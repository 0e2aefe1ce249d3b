"""A load that is killed in any phase leaves the old state."""

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from backend.db import Database
from tests.etl.rows import load_rows, row, state
from tests.oracle.paths import ROOT

pytestmark = pytest.mark.anyio


KILLED = """
import asyncio, os, signal, sys
from backend.db import Database
from tests.etl.rows import load_rows, row

def progress(phase, share):
    if phase.startswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    db = await Database.connect(sys.argv[1])
    await load_rows(db, row(Quantity="9"), row(InvoiceNo="1002"), progress=progress)

asyncio.run(main())
"""


@pytest.mark.parametrize("phase", ["staging", "merging", "rollups", "committing"])
async def test_a_killed_load_leaves_the_old_state_and_can_be_repeated(
    db: Database, loading_dsn: str, phase: str
) -> None:
    await load_rows(db, row())
    before = await state(db)
    killed = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", KILLED, loading_dsn, phase], cwd=ROOT, timeout=60, env=dict(os.environ)
    )
    assert killed.returncode == -signal.SIGKILL
    assert await state(db) == before
    done = await load_rows(db, row(Quantity="9"), row(InvoiceNo="1002"))
    assert (done.orders.added, done.orders.replaced, done.version) == (1, 1, 2)
    assert [each[0] for each in await db.rows("select status from loads order by load_id")] == [
        "COMMITTED",
        "FAILED",
        "COMMITTED",
    ]
