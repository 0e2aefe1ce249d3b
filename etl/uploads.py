"""Uploaded files between their arrival and their loading: streamed to disk, named by an id, forgotten when unused.

Each lies in a folder of its own, `SALES_HOME/uploads/<owner>/<id>/`; a dot before its name says that it is arriving.
"""

import asyncio
import os
import re
import secrets
import shutil
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from backend.background import running
from backend.errors import BadInput, Conflict, DataError, NotFound
from backend.settings import Settings

_WRITE_BYTES = 1 << 20
_STALLED_SECONDS = 3600.0
_NAME_BYTES = 120
_UNSAFE = re.compile(r"[^\w.() +\-,;&'#@!=~]")


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """The largest file; how many unused uploads a user may have, and of how many bytes; how long they are kept."""

    file_bytes: int = 1 << 30
    user_uploads: int = 20
    user_bytes: int = 4 << 30
    seconds: float = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as far as it has arrived. `expected`: the bytes it will have, if its sender told."""

    upload_id: str
    path: Path
    received: int
    expected: int | None
    complete: bool

    @property
    def name(self) -> str:
        return self.path.name.removeprefix(".")


class Uploads:
    """The uploads of one installation. Files are touched in threads only."""

    def __init__(self, home: Path, limits: UploadLimits | None = None) -> None:
        self._folder = home / "uploads"
        self._limits = limits or UploadLimits()
        self._expected: dict[str, int] = {}
        self._beginning = threading.Lock()

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """With the limits that the settings name."""
        limits = UploadLimits(
            user_uploads=settings.uploads_per_user,
            user_bytes=settings.upload_megabytes_per_user << 20,
            seconds=settings.upload_hours * 3600,
        )
        return cls(settings.home, limits)

    @asynccontextmanager
    async def expiring(self) -> AsyncIterator[None]:
        """Forget unused uploads as they expire, for as long as the context is open."""

        async def repeat() -> None:
            while True:
                await asyncio.to_thread(self._forget_expired)
                await asyncio.sleep(min(600.0, self._limits.seconds / 2))

        async with running(repeat()):
            yield

    async def receive(
        self, name: str, owner: str, chunks: AsyncIterator[bytes], *, expected: int | None = None
    ) -> Upload:
        """Write the chunks to disk as they come; one that is refused or cut off leaves nothing.

        Raises DataError (too large), Conflict (the owner's quota), BadInput (empty), NotFound (removed meanwhile).
        """
        upload_id = secrets.token_hex(16)
        path = self._folder / owner / upload_id / f".{_safe(name)}"
        try:
            self._check_size(name, expected or 0)
            await asyncio.to_thread(self._begin, owner, path, expected)
            await self._write(owner, path, chunks)
            whole = await asyncio.to_thread(path.rename, path.with_name(path.name.removeprefix(".")))
        except BaseException:
            await asyncio.to_thread(shutil.rmtree, path.parent, ignore_errors=True)
            raise
        finally:
            self._expected.pop(upload_id, None)
        size = (await asyncio.to_thread(whole.stat)).st_size
        return Upload(upload_id, whole, size, size, complete=True)

    async def of(self, owner: str) -> list[Upload]:
        """The user's uploads, those that are still arriving too."""
        return await asyncio.to_thread(self._of, owner)

    async def find(self, upload_id: str, owner: str) -> Upload:
        """The user's upload of this id, kept for longer by being used. Raises NotFound, also for another user's."""
        for upload in await self.of(owner):
            if upload.upload_id == upload_id:
                with suppress(FileNotFoundError):
                    await asyncio.to_thread(os.utime, upload.path)
                return upload
        raise NotFound(f"there is no upload {upload_id!r}; send the file to /upload again")

    async def forget(self, upload: Upload) -> None:
        """Remove an upload; one that is arriving is cut off."""
        await asyncio.to_thread(shutil.rmtree, upload.path.parent, ignore_errors=True)

    def _check_size(self, name: str, size: int) -> None:
        if size > self._limits.file_bytes:
            raise DataError(
                f"{_safe(name)}: larger than {self._limits.file_bytes:,} bytes; "
                "compress it (.gz), or load it with `sales load FILE` on the server"
            )

    def _begin(self, owner: str, path: Path, expected: int | None) -> None:
        self._forget_expired()
        with self._beginning:
            found = self._of(owner)
            if len(found) >= self._limits.user_uploads:
                raise self._over_quota(f"{len(found)} unused uploads, as many as a user may have")
            self._check_quota(found, expected or 0)
            path.parent.mkdir(parents=True, mode=0o700)
            path.touch()
            if expected is not None:
                self._expected[path.parent.name] = expected

    async def _write(self, owner: str, path: Path, chunks: AsyncIterator[bytes]) -> None:
        waiting, received = bytearray(), 0
        with path.open("r+b") as file:
            async for chunk in chunks:
                waiting += chunk
                received += len(chunk)
                self._check_size(path.name.removeprefix("."), received)
                if len(waiting) >= _WRITE_BYTES:
                    await asyncio.to_thread(self._append, owner, path, file, bytes(waiting))
                    waiting.clear()
            await asyncio.to_thread(self._append, owner, path, file, bytes(waiting))
        if not received:
            raise BadInput("the upload is empty; send the file as the request's body", field="body")

    def _append(self, owner: str, path: Path, file: BinaryIO, content: bytes) -> None:
        file.write(content)
        file.flush()
        if not path.exists():
            raise NotFound(f"{path.name.removeprefix('.')}: the upload was removed while it arrived; send it again")
        self._check_quota(self._of(owner), 0)

    def _check_quota(self, uploads: list[Upload], more: int) -> None:
        used = sum(max(upload.received, upload.expected or 0) for upload in uploads)
        if used + more > self._limits.user_bytes:
            raise self._over_quota(f"unused uploads of more than {self._limits.user_bytes >> 20:,} MB with this one")

    def _over_quota(self, what: str) -> Conflict:
        return Conflict(
            f"you have {what}; load some, or remove some (GET /upload lists them, DELETE /upload/ID removes one); "
            f"unused ones go after {self._limits.seconds / 3600:g} hours"
        )

    def _of(self, owner: str) -> list[Upload]:
        folders = sorted((self._folder / owner).glob("*"))
        found = (self._read(folder) for folder in folders if not self._is_expired(folder))
        return [upload for upload in found if upload is not None]

    def _read(self, folder: Path) -> Upload | None:
        """What a folder holds; None for one that is just being made or removed."""
        try:
            path = next(folder.iterdir())
            size = path.stat().st_size
        except (StopIteration, OSError):
            return None
        complete = not path.name.startswith(".")
        return Upload(folder.name, path, size, size if complete else self._expected.get(folder.name), complete)

    def _is_expired(self, folder: Path) -> bool:
        try:
            path = next(folder.iterdir(), folder)
            arrived = path != folder and not path.name.startswith(".")
            age = time.time() - path.stat().st_mtime
        except OSError:
            return False
        return age > (self._limits.seconds if arrived else _STALLED_SECONDS)

    def _forget_expired(self) -> None:
        for folder in self._folder.glob("*/*"):
            if self._is_expired(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _safe(name: str) -> str:
    """A file name that leads nowhere and fits any file system, with the ending it had."""
    plain = Path(_UNSAFE.sub("_", Path(name).name).lstrip("."))
    endings = "".join(plain.suffixes[-2:])[-20:]
    stem = plain.name.removesuffix(endings).encode()[:_NAME_BYTES].decode(errors="ignore")
    return f"{stem or 'upload'}{endings}"
