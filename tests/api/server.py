"""The real product as a second process: started as a user would, watched, stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from tests.oracle.paths import ROOT

EMAIL, PASSWORD = "oracle@example.com", "a-long-enough-password"
SECRET = "0123456789abcdef0123456789abcdef"
START_SECONDS, STOP_SECONDS = 300, 30


@dataclass(frozen=True)
class Server:
    """A running product: where it answers, whom it knows, what it keeps and where it writes."""

    url: str
    home: Path
    log: Path
    pid: int
    email: str = EMAIL
    password: str = PASSWORD
    secret: str = SECRET

    def log_since(self, mark: int = 0, lines: int = 40) -> str:
        """The last lines of what was written behind the mark, a number of bytes."""
        return "\n".join(self.log.read_bytes()[mark:].decode(errors="replace").splitlines()[-lines:])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path) -> dict[str, str]:
    """The caller's own settings do not leak in: a test server knows only these."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("SALES_", "DATABASE_"))}
    return ours | {
        "SALES_HOME": str(home),
        "SALES_ADMIN_EMAIL": EMAIL,
        "SALES_ADMIN_PASSWORD": PASSWORD,
        "SALES_SECRET_KEY": SECRET,
        "SALES_TOKEN_MINUTES": "240",
        "SALES_COST_BUDGET": "0",  # the tests ask more at once than a user would
    }


def wait_until_ready(server: Server, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}:\n{server.log_since()}")
        try:
            if httpx.get(f"{server.url}/health/ready", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise RuntimeError(f"the server was not ready after {START_SECONDS} s:\n{server.log_since()}")


def database_of(server: Server) -> list[psutil.Process]:
    """Processes that work in the server's home or name it, itself apart: its embedded database."""
    return [
        process
        for process in psutil.process_iter(["cmdline", "cwd"])
        if process.pid != server.pid
        and str(server.home) in " ".join([process.info["cwd"] or "", *(process.info["cmdline"] or [])])
    ]


def stop(server: Server, process: "subprocess.Popen[bytes]") -> None:
    """Asks the server to end and checks that neither it, a child of it nor its database is left."""
    family = [*psutil.Process(process.pid).children(recursive=True), *database_of(server)]
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise RuntimeError(f"the server ignored SIGTERM for {STOP_SECONDS} s:\n{server.log_since()}") from None
    _, left = psutil.wait_procs(family, timeout=STOP_SECONDS)
    if left:
        raise RuntimeError(f"the server ended but left {left} running:\n{server.log_since()}")


@contextmanager
def running_server(home: Path, *arguments: str, **settings: str) -> Iterator[Server]:
    """`sales up` with these arguments and settings on a free port; its outputs go to a file beside its home."""
    port, log = free_port(), home.with_suffix(".log")
    command = [sys.executable, "-m", "backend.cli", "up", "--port", str(port), *arguments]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(home) | settings,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    server = Server(f"http://127.0.0.1:{port}", home, log, process.pid)
    try:
        wait_until_ready(server, process)
        yield server
    finally:
        if process.poll() is None:
            stop(server, process)
