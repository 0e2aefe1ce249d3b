"""The command `sales` as a process of its own, as a user runs it."""

import subprocess
import sys
from pathlib import Path

import psutil

from tests.api.server import environment
from tests.oracle.paths import ROOT

SECONDS = 60


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "backend.cli", *arguments]


def sales(home: Path, *arguments: str, given: str = "", **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end; `given` is its standard input."""
    return subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=environment(home) | settings,
        input=given,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )


def error_line(said: str) -> str:
    """The one line with which a command failed as it should; steps and notices may stand before it."""
    assert "Traceback" not in said
    errors = [line for line in said.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1, said
    assert said.rstrip().endswith(errors[0]), said
    return errors[0]


def processes_of(home: Path) -> list[psutil.Process]:
    """Everything that runs for a home: its servers, and whatever was given its path or its variable."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            told = process.environ().get("SALES_HOME") == str(home)
            if told or process.cwd() == str(home / "postgres" / "data"):
                found.append(process)
        except psutil.Error:
            continue
    return found
