"""Uploaded files between their arrival and their loading: streamed to disk, named by an id, forgotten after a day."""

import json
import re
import secrets
import shutil
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from backend.errors import BadInput, DataError, NotFound

MAXIMUM_BYTES = 1 << 30
EXPIRE_SECONDS = 24 * 3600
_NAME_BYTES = 120
_ID = re.compile(r"[0-9a-f]{32}")
_UNSAFE = re.compile(r"[^\w.() +-]")


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file; `owner` is the id of the user who sent it, the only one who may load it."""

    upload_id: str
    path: Path
    owner: str


class Uploads:
    """The uploads of one installation, each in a folder of its own under `SALES_HOME/uploads`."""

    def __init__(self, home: Path, maximum_bytes: int = MAXIMUM_BYTES) -> None:
        self._folder = home / "uploads"
        self._maximum_bytes = maximum_bytes

    async def receive(self, name: str, owner: str, chunks: AsyncIterator[bytes]) -> Upload:
        """Write the chunks to disk as they come. Raises DataError when too large; a broken upload leaves nothing."""
        self.forget_expired()
        upload_id = secrets.token_hex(16)
        folder = self._folder / upload_id
        folder.mkdir(parents=True, mode=0o700)
        path = folder / _safe(name)
        try:
            await _write(path, chunks, self._maximum_bytes)
            (folder / ".owner").write_text(json.dumps({"owner": owner, "file": path.name}))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return Upload(upload_id, path, owner)

    def find(self, upload_id: str, owner: str) -> Upload:
        """The user's upload of this id. Raises NotFound, also for another user's."""
        folder = self._folder / upload_id
        if not _ID.fullmatch(upload_id) or not (folder / ".owner").is_file() or _is_expired(folder):
            raise NotFound(f"there is no upload {upload_id!r}; send the file to /upload again")
        kept = json.loads((folder / ".owner").read_text())
        if kept["owner"] != owner:
            raise NotFound(f"there is no upload {upload_id!r}; send the file to /upload again")
        return Upload(upload_id, folder / kept["file"], owner)

    def forget(self, upload: Upload) -> None:
        """Remove an upload that was loaded."""
        shutil.rmtree(upload.path.parent, ignore_errors=True)

    def forget_expired(self) -> None:
        """Remove what nobody loaded within a day."""
        for folder in self._folder.glob("*"):
            if _is_expired(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _safe(name: str) -> str:
    """A file name that leads nowhere and fits any file system, with the ending it had."""
    plain = Path(_UNSAFE.sub("_", Path(name).name).lstrip("."))
    endings = "".join(plain.suffixes[-2:])[-20:]
    stem = plain.name.removesuffix(endings).encode()[:_NAME_BYTES].decode(errors="ignore")
    return f"{stem or 'upload'}{endings}"


def _is_expired(folder: Path) -> bool:
    try:
        return time.time() - folder.stat().st_mtime > EXPIRE_SECONDS
    except FileNotFoundError:
        return True


async def _write(path: Path, chunks: AsyncIterator[bytes], maximum_bytes: int) -> None:
    received = 0
    with path.open("xb") as file:
        async for chunk in chunks:
            received += len(chunk)
            if received > maximum_bytes:
                raise DataError(
                    f"{path.name}: larger than {maximum_bytes:,} bytes; load it with `sales load FILE` on the server"
                )
            file.write(chunk)
    if not received:
        raise BadInput("the upload is empty; send the file as the request's body", field="body")
