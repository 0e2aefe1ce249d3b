"""`sales up`: from nothing to a page. Data and dashboard are made side by side, each in a process of its own."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from backend.accounts.administrator import Credentials, ensure_administrator
from backend.app.logging import configure_logging
from backend.cli.database import connected, database_of, migrate_and_fill
from backend.cli.load import require_files
from backend.cli.running import address_of, bound_socket, sole_run
from backend.cli.serve import serve_until_stopped
from backend.errors import SalesError
from backend.settings import Settings, load_settings


class StepFailed(SalesError):
    """A step of the start failed; the message is the step's own last line."""


def run_up(host: str, port: int, *, files: list[Path], empty: bool) -> None:
    """Prepare whatever is missing, then serve until Ctrl-C."""
    settings = load_settings()
    require_files(files)
    address = address_of(host, port)
    with sole_run(settings.home, address), bound_socket(host, port) as bound:
        configure_logging(settings)
        _tell("database", "starting")
        with database_of(settings) as dsn:
            first = asyncio.run(_prepare(dsn, settings, files, empty=empty))
            serve_until_stopped(bound, address, dsn, settings, first)
    _tell("stopped", "nothing is left running")


async def _prepare(dsn: str, settings: Settings, files: list[Path], *, empty: bool) -> Credentials | None:
    await migrate_and_fill(dsn, settings)
    async with asyncio.TaskGroup() as steps:
        steps.create_task(_step("pages", "-m", "backend.cli", "build"))
        first = steps.create_task(_data(dsn, settings, files, empty=empty))
    return first.result()


async def _data(dsn: str, settings: Settings, files: list[Path], *, empty: bool) -> Credentials | None:
    async with connected(dsn, settings) as db:
        first = await ensure_administrator(db, settings)
        loaded = await db.value("select orders > 0 from dataset")
    if loaded and files:
        _tell("data", "there is data already, --data is left alone; `sales load FILE` adds to it")
    elif not loaded and not empty:
        await _step("data", "-m", "backend.cli", "load", *(["--", *map(str, files)] if files else ["--sample"]))
    return first


async def _step(name: str, *command: str) -> None:
    """Run a Python command, telling its lines. Its own session keeps Ctrl-C from it, so that it is ended in order.

    Each step is a process of its own so that the server begins with none of the memory that loading and building take.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    assert process.stdout is not None
    last = ""
    try:
        async for line in process.stdout:
            last = line.decode(errors="replace").rstrip()
            _tell(name, last)
        status = await process.wait()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        await process.wait()
        raise
    if status:
        raise StepFailed(last.removeprefix("error: ") or f"{name} ended with {status}")


def _tell(name: str, text: str) -> None:
    print(f"{name:<10}  {text}" if text else "", file=sys.stderr, flush=True)  # noqa: T201 - a command's output
