"""`sales up` as a user meets it: one per home, ended by Ctrl-C without a trace, started again after a kill."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from tests.api.server import environment, free_port
from tests.cli.command import command, error_line, processes_of, sales
from tests.oracle.paths import ROOT

START_SECONDS = 180


@contextmanager
def started(home: Path, port: int, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`sales up` in the background, what it says in a file beside its home; whatever is left of it is killed."""
    with home.with_suffix(".log").open("ab") as log:
        process = subprocess.Popen(
            command("up", "--port", str(port), *arguments),
            cwd=ROOT,
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for left in processes_of(home):
            left.kill()


def wait_until(happened: Callable[[], bool], seconds: float = START_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def said(home: Path) -> str:
    return home.with_suffix(".log").read_text()


def nothing_left(home: Path) -> bool:
    return not processes_of(home)


def test_one_life(tmp_path: Path) -> None:
    """Started, refused a second time, killed, started again, ended by Ctrl-C."""
    home, port = tmp_path / "home", free_port()
    with started(home, port, "--empty") as process:
        wait_until(lambda: is_ready(port))
        page = httpx.get(f"http://127.0.0.1:{port}/")
        assert page.status_code == 200
        assert "html" in page.headers["content-type"]
        assert f"http://127.0.0.1:{port}/" in said(home)

        second = sales(home, "up", "--port", str(free_port()))
        assert second.returncode == 1
        expected = f"is in use: the product runs at http://127.0.0.1:{port} (process {process.pid})"
        assert expected in error_line(second.stderr)
        assert sales(home, "url").stdout.startswith("postgresql://postgres:@/postgres?host=/")

        process.kill()
        process.wait()
        workers = [each for each in processes_of(home) if each.name() != "postgres"]
        _, left = psutil.wait_procs(workers, timeout=10)
        assert left == []

    with started(home, port) as process:
        wait_until(lambda: is_ready(port))
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 0
        wait_until(lambda: nothing_left(home), 10)
    assert "Traceback" not in said(home)
    assert said(home).rstrip().endswith("nothing is left running")


def test_ctrl_c_while_it_is_still_preparing(tmp_path: Path) -> None:
    home, port = tmp_path / "home", free_port()
    with started(home, port) as process:
        wait_until(lambda: "making the sample" in said(home))
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 130
        wait_until(lambda: nothing_left(home), 10)
    assert "Traceback" not in said(home)


def test_a_closed_terminal_and_sigterm_end_it_too(tmp_path: Path) -> None:
    home, port = tmp_path / "home", free_port()
    for number in (signal.SIGTERM, signal.SIGHUP):
        with started(home, port, "--empty") as process:
            wait_until(lambda: is_ready(port))
            process.send_signal(number)
            assert process.wait(120) == 0
            wait_until(lambda: nothing_left(home), 10)
