"""What a killed embedded server leaves behind: children that are still ending, and lock files."""

import time
from pathlib import Path

import psutil

from backend.errors import Unavailable

END_SECONDS = 30
SOCKET_LOCK = ".s.PGSQL.5432.lock"


def clear_remains(data: Path, sockets: Path) -> None:
    """Wait until no process works in the data directory, then remove the lock files of the server that did.

    A child of a killed server may still write until it notices; a new server beside it would damage the data.
    The lock files name a process id that may have gone to another process since, or is not reaped yet. To be called
    only when the server itself is known not to run. Raises Unavailable when a child does not end.
    """
    deadline = time.monotonic() + END_SECONDS
    while left := _working_in(data):
        if time.monotonic() > deadline:
            raise Unavailable(f"process {left[0]} of a killed server still works in {data}; end it, then try again")
        time.sleep(0.05)
    (data / "postmaster.pid").unlink(missing_ok=True)
    (sockets / SOCKET_LOCK).unlink(missing_ok=True)


def _working_in(data: Path) -> list[int]:
    found = []
    for process in psutil.process_iter(["name"]):
        try:
            if process.info["name"] == "postgres" and data.samefile(process.cwd()):
                found.append(process.pid)
        except (psutil.Error, OSError):
            continue
    return found
