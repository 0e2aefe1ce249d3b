"""What keeps two `sales up` apart: one SALES_HOME, one address."""

import errno
import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from backend.errors import Conflict, UsageError


@contextmanager
def sole_run(home: Path, address: str) -> Iterator[None]:
    """Hold `home` for this process, noting where it answers. Raises Conflict that says where the other one does.

    The kernel drops the lock with the process, so a killed one leaves nothing to clear away.
    """
    path = home.absolute() / "up.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+")
    except OSError as error:
        raise UsageError(
            f"SALES_HOME {path.parent} is not writable ({error.strerror}); set SALES_HOME elsewhere"
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(_who(path)) from error
        file.truncate(0)
        json.dump({"pid": os.getpid(), "address": address}, file)
        file.flush()
        yield
        file.truncate(0)


def _who(path: Path) -> str:
    where = "is starting"
    with suppress(OSError, ValueError, KeyError):
        noted = json.loads(path.read_text())
        where = f"runs at {noted['address']} (process {noted['pid']})"
    return f"SALES_HOME {path.parent} is in use: the product {where}; stop it with Ctrl-C, or set another SALES_HOME"


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket bound to the address, not yet listening. Raises UsageError when that is taken or not ours."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UsageError(f"--host {host}: no such address ({error.strerror})") from error
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"port {port} on {host} is taken; choose another with --port") from error
        raise UsageError(f"cannot listen on {host}, port {port} ({error.strerror}); see --host and --port") from error
    return bound


def address_of(host: str, port: int) -> str:
    """The address to open in a browser."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - shown only
    return f"http://{shown}:{port}"
