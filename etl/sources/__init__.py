"""From files to tables of text cells: any delimiter, encoding, compression or container a shop's export comes in."""

import sys
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING

from backend.errors import DataError
from etl.sources.archive import archive_members, archive_names
from etl.sources.columnar import open_parquet
from etl.sources.content import Content, file_content, gunzipped, stream_content
from etl.sources.delimited import open_delimited
from etl.sources.joined import joined
from etl.sources.json_lines import open_json
from etl.sources.table import EXTRA, ROW, Table, table_in_memory
from etl.sources.workbook import open_workbook

if TYPE_CHECKING:
    from etl.contract import LoadOptions

__all__ = ["EXTRA", "ROW", "Table", "open_tables", "table_in_memory"]

STANDARD_INPUT = Path("-")
_DEEPEST = 3
_OTHERS = [
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "an SQLite database"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"{\\rtf", "a text document"),
]


def open_tables(paths: list[Path], options: "LoadOptions", *, named_from: Path | None = None) -> list[Table]:
    """The tables in the files, in order; `-` is standard input. Raises DataError naming the file and the remedy.

    Tables that one shop exports apart (orders, their items, customers) come joined into one. Files go by their paths,
    from the folder `named_from` where that is given.
    """
    contents = [_content(path) for path in paths]
    for path, content in zip(paths, contents, strict=True):
        if named_from is not None:
            content.name = str(path.relative_to(named_from))
    tables = [table for content in contents for table in _tables(content, options, 0)]
    return joined(tables)


def _content(path: Path) -> Content:
    if path == STANDARD_INPUT:
        return stream_content("-", sys.stdin.buffer)
    try:
        kind = path.stat().st_mode
    except OSError:  # said better where the file is opened
        return file_content(path)
    if S_ISDIR(kind):
        raise DataError(f"{path}: this is a directory; name the files in it, as in {path}/*.csv")
    if not S_ISREG(kind):
        raise DataError(f"{path}: this is not a file but a device or a pipe; use - to read standard input")
    return file_content(path)


def _tables(content: Content, options: "LoadOptions", depth: int) -> list[Table]:
    if depth > _DEEPEST:
        raise DataError(f"{content.name}: archives within archives; unpack it and name the files in it")
    head = content.head()
    if head.startswith(b"PK\x03\x04") and not _is_workbook(content):
        return [table for member in archive_members(content) for table in _tables(member, options, depth + 1)]
    if head.startswith(b"\x1f\x8b"):
        size = sum(map(len, content.chunks())) if content.path is None else content.path.stat().st_size
        return _tables(gunzipped(content, size), options, depth + 1)
    _refuse_others(content.name, head)
    scan = content.scan()
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return [open_workbook(content, scan, options.sheet)]
    if head.startswith(b"PAR1"):
        return [open_parquet(content, scan)]
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return [open_json(content, scan, head)]
    return [open_delimited(content, scan, head)]


def _is_workbook(content: Content) -> bool:
    names = archive_names(content)
    return "[Content_Types].xml" in names or ("mimetype" in names and "content.xml" in names)


def _refuse_others(name: str, head: bytes) -> None:
    """Raises DataError for what is known and no table."""
    if head[257:262] == b"ustar":
        raise DataError(f"{name}: this is a tar archive; unpack it and name the files in it, or pack them as ZIP")
    for magic, kind in _OTHERS:
        if head.startswith(magic):
            raise DataError(
                f"{name}: this is {kind}, not a table; export CSV, XLSX, Parquet or NDJSON, plain, .gz or .zip"
            )
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:400].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<table", b"<body", b"<meta", b"<div")):
        raise DataError(
            f"{name}: this is a web page, whatever its name says, perhaps a login page or a table shown in one; "
            "export the data itself as CSV or XLSX"
        )
    if start.startswith(b"<?xml"):
        raise DataError(f"{name}: this is XML, not a table; export it as CSV or XLSX")
