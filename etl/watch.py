"""A folder into which exports are put: each file once, when it is whole."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

from backend.errors import DataError

_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")

State = tuple[int, int]
"""A file's size in bytes and the time of its last change in nanoseconds."""


async def landed(folder: Path, *, seconds: float = 1.0) -> AsyncIterator[Path]:
    """Files that have not changed for `seconds`, those already there first, by name; again when one changes later.

    Hidden files and those of unfinished copies are left alone. Never ends. Raises DataError without the folder.
    """
    seen: dict[Path, State] = {}
    told: dict[Path, State] = {}
    while True:
        now = await asyncio.to_thread(_states, folder)
        for path, state in sorted(now.items()):
            if seen.get(path) == state != told.get(path):
                told[path] = state
                yield path
        seen = now
        await asyncio.sleep(seconds)


def require_folder(folder: Path) -> None:
    """Raise DataError unless it is a folder that can be read."""
    if not folder.is_dir():
        what = "this is a file; name the folder it is in" if folder.exists() else "there is no such folder; make it"
        raise DataError(f"{folder}: {what}, or name another")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise DataError(f"{folder}: no permission to read the folder; allow it (chmod +rx), or name another")


def _states(folder: Path) -> dict[Path, State]:
    require_folder(folder)
    found: dict[Path, State] = {}
    for path in folder.iterdir():
        if path.name.startswith(".") or path.suffix in _UNFINISHED or not path.is_file():
            continue
        status = path.stat()
        if status.st_size:
            found[path] = (status.st_size, status.st_mtime_ns)
    return found
