"""Temporary directories, and those that killed processes leave."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.forecast.scratch import scratch
from tests.oracle.paths import ROOT

HOLD = """
import time
from backend.forecast.scratch import scratch

with scratch() as folder:
    (folder / "file").write_text("x")
    print(folder, flush=True)
    time.sleep(60)
"""
LONG_AGO = (0, 0)


@pytest.fixture
def parent(tmp_path: Path) -> Iterator[Path]:
    """Where temporary directories are made."""
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path)
    yield tmp_path
    tempfile.tempdir = before


def test_it_goes_at_the_end(parent: Path) -> None:
    with scratch() as folder:
        (folder / "file").write_text("x")
        assert folder.parent == parent
    assert list(parent.iterdir()) == []


def test_what_a_killed_process_left_goes_at_the_next_start_and_what_is_in_use_stays(parent: Path) -> None:
    owners = [
        subprocess.Popen(
            [sys.executable, "-c", HOLD], cwd=ROOT, env=os.environ | {"TMPDIR": str(parent)}, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    killed, living = (Path(os.fsdecode(owner.stdout.readline()).strip()) for owner in owners if owner.stdout)
    owners[0].send_signal(signal.SIGKILL)
    owners[0].communicate()
    with scratch() as young:
        assert killed.exists(), "its owner might only be about to lock it"
    for folder in (killed, living):
        os.utime(folder, LONG_AGO)
    with scratch():
        assert not killed.exists()
        assert (living / "file").exists()
    assert not young.exists()
    owners[1].kill()
    owners[1].communicate()
