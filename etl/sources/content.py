"""The bytes of a file or an archive's member, decompressed, readable again; one clear line for what is damaged."""

import codecs
import gzip
import hashlib
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfileobj
from typing import IO, cast

from backend.errors import DataError

CHUNK = 1 << 20
MAX_RATIO = 200
"""Text compresses to no less than a hundredth or so; beyond this a file was made to burst."""
_RATIO_FREE = 16 << 20
_KEPT = 64 << 20


@dataclass(slots=True)
class Content:
    """Decompressed bytes. `compressed` is their size in the file, if they are; small results are kept in memory."""

    name: str
    opener: Callable[[], IO[bytes]] = field(repr=False)
    compressed: int | None = None
    path: Path | None = None
    _kept: bytes | None = field(default=None, repr=False)
    _spool: IO[bytes] | None = field(default=None, repr=False)

    def chunks(self) -> Iterator[bytes]:
        """The bytes in pieces. Raises DataError naming the file and the remedy."""
        if self._kept is not None:
            yield from (self._kept[start : start + CHUNK] for start in range(0, len(self._kept), CHUNK))
            return
        size = 0
        try:
            with self.opener() as stream:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    self._check_ratio(size)
                    yield chunk
        except FileNotFoundError as error:
            raise DataError(f"{self.name}: there is no such file") from error
        except PermissionError as error:
            raise DataError(f"{self.name}: no permission to read the file; allow it (chmod +r) or copy it") from error
        except (EOFError, gzip.BadGzipFile, zlib.error, zipfile.BadZipFile) as error:
            raise DataError(
                f"{self.name}: the compressed data is damaged or cut short ({error}); copy or export it again"
            ) from error
        except (NotImplementedError, RuntimeError) as error:
            raise DataError(
                f"{self.name}: cannot be decompressed ({error}); unpack it and name the file in it"
            ) from error
        except OSError as error:
            raise DataError(f"{self.name}: cannot be read ({error.strerror or error}); copy it again") from error

    def head(self, size: int = 1 << 18) -> bytes:
        """The first `size` bytes."""
        start = b""
        for chunk in self.chunks():
            start += chunk
            if len(start) >= size:
                break
        return start[:size]

    def scan(self) -> "Scan":
        """Read all of it once: its digest and whether it is UTF-8. Damage anywhere is found before any row is used."""
        digest, decoder, utf8, kept, size = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), True, [], 0
        for chunk in self.chunks():
            digest.update(chunk)
            size += len(chunk)
            if utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    utf8 = False
            if self.compressed is not None and size <= _KEPT:
                kept.append(chunk)
        if kept and size <= _KEPT:
            self._kept = b"".join(kept)
        return Scan(digest.digest(), size, utf8)

    def spooled(self) -> Path:
        """A file with the bytes, to seek in: the file itself, or a temporary one that lives as long as this."""
        if self.path is not None and self.compressed is None:
            return self.path
        if self._spool is None:
            self._spool = _spool()
            for chunk in self.chunks():
                self._spool.write(chunk)
            self._spool.flush()
        return Path(self._spool.name)

    def _check_ratio(self, size: int) -> None:
        if self.compressed is not None and size > max(_RATIO_FREE, MAX_RATIO * self.compressed):
            raise DataError(
                f"{self.name}: expands to more than {MAX_RATIO} times its size, as no export does; "
                "it is refused as a decompression bomb: unpack it and look at what it holds"
            )


@dataclass(frozen=True, slots=True)
class Scan:
    """What one reading of all bytes found."""

    digest: bytes
    size: int
    utf8: bool


def file_content(path: Path) -> Content:
    """The bytes of a file as it stands on the disk."""
    return Content(str(path), lambda: path.open("rb"), path=path)


def stream_content(name: str, stream: IO[bytes]) -> Content:
    """The bytes of a stream that can be read only once, kept in a temporary file."""
    spool = _spool()
    copyfileobj(stream, spool)
    spool.flush()
    path = Path(spool.name)
    content = file_content(path)
    content.name, content._spool = name, spool
    return content


def _spool() -> IO[bytes]:
    return cast("IO[bytes]", tempfile.NamedTemporaryFile(prefix="sales-"))


class _Gunzip(gzip.GzipFile):
    """Closes the stream that it reads, which the standard library leaves open."""

    def __init__(self, packed: IO[bytes]) -> None:
        super().__init__(fileobj=packed, mode="rb")
        self._packed = packed

    def close(self) -> None:
        super().close()
        self._packed.close()


def gunzipped(content: Content, compressed: int) -> Content:
    """What a gzip stream holds."""
    return Content(content.name, lambda: cast("IO[bytes]", _Gunzip(content.opener())), compressed)
