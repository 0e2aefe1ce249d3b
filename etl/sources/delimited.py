"""CSV and its kin, read in pieces that end where a record ends."""

from collections.abc import Iterator

import polars as pl

from backend.errors import DataError
from etl.sources.content import Content, Scan
from etl.sources.dialect import Dialect, detect_dialect
from etl.sources.encoding import detect_encoding, utf8_chunks
from etl.sources.header import check_columns
from etl.sources.table import EXTRA, ROW, Table

_PIECE = 8 << 20
_LONGEST = 64 << 20
"""A record longer than this is taken for a quote that is never closed."""
_LOOKED_AT = 1 << 18
"""Bytes of UTF-8 that decide on separator and header."""
_KEPT = 64 << 20
"""The rows of a text no longer than this are kept: it is read once to be understood and once to be loaded."""


def open_delimited(content: Content, scan: Scan, head: bytes) -> Table:
    """The table in a delimited text. Raises DataError naming the file and the remedy."""
    encoding = detect_encoding(head, scan)
    start = b""
    for chunk in utf8_chunks(content, encoding, head):
        start += chunk
        if len(start) > _LOOKED_AT:  # UTF-8 may be longer than the bytes it was made of
            start = start[: start.rfind(b"\n", 0, _LOOKED_AT) + 1] or start[:_LOOKED_AT]
            break
    _check_text(content.name, start)
    dialect = detect_dialect(start.decode("utf-8", errors="replace"))
    check_columns(content.name, dialect.columns)

    kept: list[pl.DataFrame] = []

    def read() -> Iterator[pl.DataFrame]:
        if kept:
            yield from kept
            return
        row, batches = 1, []
        for piece in _records(utf8_chunks(content, encoding, head), (dialect.quote or "").encode()):
            batch, rows = _parsed(piece, dialect, row)
            row += rows
            batch = batch.filter(pl.col(ROW) > dialect.skipped)
            if scan.size <= _KEPT:
                batches.append(batch)
            yield batch
        kept[:] = batches

    return Table(content.name, dialect.columns, scan.digest, read)


def _check_text(name: str, lines: bytes) -> None:
    if not lines.strip():
        raise DataError(f"{name}: the file is empty; export it again, with its header row")
    control = sum(lines.count(sign) for sign in range(32) if sign not in b"\t\n\r\f")
    if control > len(lines) // 50:
        raise DataError(f"{name}: not a table but binary data; export it as CSV, XLSX, Parquet or JSON lines")


def _records(chunks: Iterator[bytes], quote: bytes) -> Iterator[bytes]:
    """The text in pieces of about 8 MB, each ending with a record."""
    waiting: list[bytes] = []
    size = 0
    for chunk in chunks:
        waiting.append(chunk)
        size += len(chunk)
        if size >= _PIECE and b"\n" in chunk:
            text = b"".join(waiting)
            end = _record_end(text, quote)
            if end:
                yield text[:end]
            waiting, size = [text[end:]], 0 if end else size
    rest = b"".join(waiting)
    if rest:
        yield rest


def _record_end(text: bytes, quote: bytes) -> int:
    """Where the last record ends that is whole; 0 if none is."""
    end = text.rfind(b"\n") + 1
    if not quote or len(text) > _LONGEST:
        return end
    counted = text.count(quote, 0, end)
    while end and counted % 2:
        earlier = text.rfind(b"\n", 0, end - 1) + 1
        counted -= text.count(quote, earlier, end)
        end = earlier
    return end


def _parsed(piece: bytes, dialect: Dialect, row: int) -> tuple[pl.DataFrame, int]:
    """The rows of a piece and their number; blank rows are rows.

    A piece whose rows are not its lines is read again by the standard library's reader, slower but exact about quotes.
    """
    lines = piece.count(b"\n") + (not piece.endswith(b"\n"))
    columns = [*dialect.columns, EXTRA]
    try:
        batch = pl.read_csv(
            piece,
            has_header=False,
            schema=dict.fromkeys(columns, pl.String),
            separator=dialect.separator,
            quote_char=dialect.quote,
            truncate_ragged_lines=True,
            missing_columns="insert",
            encoding="utf8-lossy",
            row_index_name=ROW,
            row_index_offset=row,
        )
        if batch.height == lines:
            return batch.cast({ROW: pl.Int64}), lines
    except pl.exceptions.PolarsError:
        pass
    rows = _careful_rows(piece.decode("utf-8", errors="replace"), dialect)
    width = len(dialect.columns)
    cells = {
        name: pl.Series([cells[place] if place < len(cells) else None for cells in rows], dtype=pl.String)
        for place, name in enumerate(dialect.columns)
    }
    cells[EXTRA] = pl.Series(["".join(cells[width:]) or None for cells in rows], dtype=pl.String)
    return pl.DataFrame(cells).with_row_index(ROW, offset=row).cast({ROW: pl.Int64}), len(rows)


def _careful_rows(text: str, dialect: Dialect) -> list[list[str]]:
    """The rows of a text; where a quote is opened and never closed, its lines are taken as they stand."""
    rows = dialect.rows(text)
    if not dialect.quote or text.count(dialect.quote) % 2 == 0:
        return rows
    width = len(dialect.columns)
    literal = Dialect(dialect.separator, None, dialect.columns, dialect.skipped).rows(text)
    fitting, fitting_literal = (sum(len(cells) == width for cells in found) for found in (rows, literal))
    if fitting_literal <= fitting:
        return rows
    quote = dialect.quote
    return [
        [cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == quote else cell for cell in cells] for cells in literal
    ]
