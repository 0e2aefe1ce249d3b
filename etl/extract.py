"""From a file to a table of text cells, exactly as the file has them."""

import gzip
import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from backend.errors import DataError

ROW = "__row"
"""Name of the added column that holds the row's number in the file; the header is row 1."""

_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class RawTable:
    """One file's cells, all text, with the row numbers in `ROW`; `digest` is the SHA-256 of its decompressed bytes."""

    name: str
    frame: pl.DataFrame
    digest: bytes


def read_table(path: Path) -> RawTable:
    """The cells of a CSV file, plain or gzipped. Raises DataError naming the file and the remedy."""
    content = _decompressed(path)
    if not content.strip():
        raise DataError(f"{path}: the file is empty; export it again, with its header row")
    return RawTable(str(path), _parsed(path, content), hashlib.sha256(content).digest())


def text_table(name: str, cells: pl.DataFrame) -> RawTable:
    """A table already in memory, such as the sample, as if it had been read from a file."""
    digest = hashlib.sha256(cells.write_csv().encode()).digest()
    return RawTable(name, cells.with_row_index(ROW, offset=2), digest)


def _decompressed(path: Path) -> bytes:
    if path.is_dir():
        raise DataError(f"{path}: this is a directory; name the file in it")
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if content.startswith(_GZIP_MAGIC) else content
    except FileNotFoundError as error:
        raise DataError(f"{path}: there is no such file") from error
    except PermissionError as error:
        raise DataError(f"{path}: no permission to read the file") from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(f"{path}: the gzip data is damaged or cut short ({error}); copy or export it again") from error


def _parsed(path: Path, content: bytes) -> pl.DataFrame:
    try:
        return pl.read_csv(content, infer_schema=False, row_index_name=ROW, row_index_offset=2)
    except pl.exceptions.PolarsError as error:
        reason = str(error).splitlines()[0]
        raise DataError(f"{path}: not readable as CSV in UTF-8 ({reason}); export it again as CSV UTF-8") from error
