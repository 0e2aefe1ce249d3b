"""Members of ZIP archives."""

import zipfile
from pathlib import Path
from typing import IO

from backend.errors import DataError
from etl.sources.content import MAX_RATIO, Content

_MOST_MEMBERS = 1_000
_LARGEST = 256 << 30
_NOT_TABLES = (
    ".pdf",
    ".md",
    ".html",
    ".htm",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".doc",
    ".docx",
    ".xml",
    ".sql",
    ".py",
    ".exe",
    ".ini",
)
_NOTES = ("readme", "license", "licence", "copying", "changelog", "schema", "notes")


def archive_names(content: Content) -> list[str]:
    """The names of all members. Raises DataError if the archive is damaged."""
    with _opened(content) as archive:
        return archive.namelist()


def archive_members(content: Content) -> list[Content]:
    """The members that may be tables, by name; what an operating system or an author added is left out.

    Raises DataError: damaged, encrypted, made to burst, or nothing to load.
    """
    with _opened(content) as archive:
        members = sorted((info for info in archive.infolist() if _may_be_table(info)), key=lambda info: info.filename)
        packed = sum(info.compress_size for info in archive.infolist())
        unpacked = sum(info.file_size for info in archive.infolist())
    if not members:
        raise DataError(f"{content.name}: the archive holds no table; put CSV, XLSX, Parquet or NDJSON files in it")
    if len(members) > _MOST_MEMBERS or unpacked > _LARGEST or unpacked > max(16 << 20, MAX_RATIO * packed):
        raise DataError(
            f"{content.name}: unpacks to {unpacked / 1e6:,.0f} MB in {len(members):,} files from {packed / 1e6:,.1f}, "
            "as no export does; it is refused as a decompression bomb: unpack it and name the files to load"
        )
    for info in members:
        if info.flag_bits & 1:
            raise DataError(
                f"{content.name}/{info.filename}: the archive is encrypted; unpack it with its password first"
            )
    return [_member(content, info) for info in members]


def _member(content: Content, info: zipfile.ZipInfo) -> Content:
    def opener() -> IO[bytes]:
        archive = _opened(content)
        stream = archive.open(info)
        archive.close()  # the member keeps the file open until it is closed itself
        return stream

    return Content(f"{content.name}/{info.filename}", opener, max(info.compress_size, 1))


def _opened(content: Content) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(content.spooled())
    except (zipfile.BadZipFile, OSError) as error:
        raise DataError(
            f"{content.name}: the ZIP archive is damaged or cut short ({error}); copy or export it again"
        ) from error


def _may_be_table(info: zipfile.ZipInfo) -> bool:
    path = Path(info.filename)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts) or path.name in ("Thumbs.db", "desktop.ini")
    noted = path.stem.lower().startswith(_NOTES) and path.suffix.lower() in ("", ".txt", ".rtf")
    return not (info.is_dir() or hidden or noted or path.suffix.lower() in _NOT_TABLES)
