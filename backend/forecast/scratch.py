"""A directory for temporary files that outlives no process for long."""

import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "sales-forecast-"
_LOCK = ".lock"
_YOUNG_SECONDS = 60


@contextmanager
def scratch() -> Iterator[Path]:
    """A new directory, removed at the end; those that killed processes left are removed first.

    Its owner holds a lock in it, which the kernel drops with the process.
    """
    _clear_remains(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear_remains(parent: Path) -> None:
    """Remove directories whose lock nobody holds. Young ones are left alone: their owner may be about to lock."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime < _YOUNG_SECONDS:
                continue
            with (folder / _LOCK).open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
