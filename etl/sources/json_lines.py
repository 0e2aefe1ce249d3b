"""JSON: one object a line, or one array of objects; a list of lines within an order becomes a row for each."""

from collections.abc import Iterator
from io import BytesIO

import polars as pl

from backend.errors import DataError
from etl.sources.content import Content, Scan
from etl.sources.encoding import detect_encoding, utf8_chunks
from etl.sources.header import check_columns
from etl.sources.table import ROW, Table, as_text

_PIECE = 16 << 20
_LARGEST_ARRAY = 512 << 20


def open_json(content: Content, scan: Scan, head: bytes) -> Table:
    """The table of a JSON text. Rows are numbered from 1, as the objects stand. Raises DataError."""
    encoding = detect_encoding(head, scan)
    array = next(utf8_chunks(content, encoding, head), b"").lstrip()[:1] == b"["
    if array and scan.size > _LARGEST_ARRAY:
        raise DataError(f"{content.name}: a JSON array of more than 512 MB; write one object a line (NDJSON) instead")

    def frames() -> Iterator[pl.DataFrame]:
        row = 1
        pieces = (
            [b"".join(utf8_chunks(content, encoding, head))] if array else _pieces(utf8_chunks(content, encoding, head))
        )
        for piece in pieces:
            frame = _parsed(content.name, piece, row, array=array)
            row += frame.height
            yield _flat(frame.with_row_index(ROW, offset=row - frame.height).cast({ROW: pl.Int64}))

    schema: dict[str, pl.DataType] = {}
    for frame in frames():
        schema = {**frame.schema, **schema}
    columns = check_columns(content.name, [name for name in schema if name != ROW] or ["nothing"])

    def read() -> Iterator[pl.DataFrame]:
        for frame in frames():
            text = as_text(frame.drop(ROW))
            yield text.select(
                pl.col(name) if name in text.columns else pl.lit(None, pl.String).alias(name) for name in columns
            ).with_columns(frame[ROW])

    typed = frozenset(name for name in columns if schema[name] != pl.String)
    return Table(content.name, columns, scan.digest, read, typed)


def _pieces(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Whole lines, about 16 MB at a time."""
    waiting = b""
    for chunk in chunks:
        waiting += chunk
        if len(waiting) >= _PIECE and (end := waiting.rfind(b"\n") + 1):
            yield waiting[:end]
            waiting = waiting[end:]
    if waiting.strip():
        yield waiting


def _parsed(name: str, piece: bytes, row: int, *, array: bool) -> pl.DataFrame:
    try:
        source = BytesIO(piece)
        return (
            pl.read_json(source, infer_schema_length=None)
            if array
            else pl.read_ndjson(source, infer_schema_length=None)
        )
    except pl.exceptions.PolarsError as error:
        reason = str(error).splitlines()[0][:120]
        raise DataError(
            f"{name}: not readable as JSON near row {row} ({reason}); write one object a line, or one array of objects"
        ) from error


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists of objects become rows, objects become columns named `outer inner`."""
    while True:
        lists = [
            n for n, kind in frame.schema.items() if isinstance(kind, pl.List) and isinstance(kind.inner, pl.Struct)
        ]
        objects = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Struct)]
        if objects:
            frame = frame.unnest(*objects, separator=" ")
        elif len(lists) == 1:
            frame = frame.explode(lists)
        else:
            return frame
