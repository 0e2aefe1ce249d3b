"""A folder into which exports are put: each file once, when it is whole."""

import asyncio
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


def _states(folder: Path) -> dict[Path, State]:
    if not folder.is_dir():
        raise DataError(f"{folder}: there is no such folder; make it, or name another")
    found: dict[Path, State] = {}
    for path in folder.iterdir():
        if path.name.startswith(".") or path.suffix in _UNFINISHED or not path.is_file():
            continue
        status = path.stat()
        if status.st_size:
            found[path] = (status.st_size, status.st_mtime_ns)
    return found
