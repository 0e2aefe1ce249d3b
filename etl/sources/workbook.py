"""Sheets of spreadsheet files: XLSX, XLSM, XLSB, XLS, ODS."""

from collections.abc import Iterator
from hashlib import sha256

import fastexcel
import polars as pl

from backend.errors import DataError
from etl.sources.content import Content, Scan
from etl.sources.header import check_columns, column_names, find_header
from etl.sources.table import BATCH_ROWS, ROW, Table, as_text
from etl.vocabulary import recognised

_SEARCHED = 60
_DATA_FIELDS = 3


def open_workbook(content: Content, scan: Scan, sheet: str | None) -> Table:
    """The sheet named, or the only one that looks like sales. Cells with formulas have the value last computed.

    Raises DataError naming the sheets to choose from.
    """
    try:
        book = _read(content)
        chosen = _chosen(content.name, book, sheet)
        first = _cells(book, chosen)
    except fastexcel.FastExcelError as error:
        reason = str(error).splitlines()[0]
        raise DataError(
            f"{content.name}: not readable as a workbook ({reason}); save it as XLSX without a password, or as CSV"
        ) from error
    name = f"{content.name}#{chosen}"
    header = find_header(first)
    if not first:
        raise DataError(f"{name}: the sheet is empty; choose another with --sheet: {_listed(book)}")
    names = first[header] if header is not None else [""] * len(first[0])
    columns = check_columns(name, column_names(names))
    skipped = 0 if header is None else header + 1
    values = book.load_sheet(chosen, header_row=None, skip_rows=skipped, schema_sample_rows=None).to_polars()
    values = values.rename(dict(zip(values.columns, columns, strict=False)))
    lacking = [column for column in columns if column not in values.columns]
    values = values.with_columns(pl.lit(None, pl.String).alias(column) for column in lacking).select(columns)
    typed = frozenset(column for column, kind in values.schema.items() if kind not in (pl.String, pl.Null))

    def read() -> Iterator[pl.DataFrame]:
        for start in range(0, values.height, BATCH_ROWS):
            batch = as_text(values.slice(start, BATCH_ROWS))
            yield batch.with_row_index(ROW, offset=start + skipped + 1).cast({ROW: pl.Int64})

    digest = scan.digest if len(book.sheet_names) == 1 else sha256(scan.digest + chosen.encode()).digest()
    return Table(name, columns, digest, read, typed)


def _read(content: Content) -> fastexcel.ExcelReader:
    return fastexcel.read_excel(content.spooled().read_bytes())


def _chosen(name: str, book: fastexcel.ExcelReader, sheet: str | None) -> str:
    if sheet is not None:
        found = {known.strip().lower(): known for known in book.sheet_names}.get(sheet.strip().lower())
        if found is None:
            raise DataError(f"{name}: there is no sheet {sheet!r}; it has {_listed(book)}")
        return found
    if len(book.sheet_names) == 1:
        return book.sheet_names[0]
    filled = {known: rows for known in book.sheet_names if len(rows := _cells(book, known)) > 1}
    likely = [known for known, rows in filled.items() if max(map(recognised, rows)) >= _DATA_FIELDS] or list(filled)
    if len(likely) == 1:
        return likely[0]
    if not filled:
        raise DataError(f"{name}: all its sheets are empty; export it again")
    names = ", ".join(repr(known) for known in likely)
    raise DataError(
        f"{name}: several sheets look like data ({names}); choose one with --sheet, as in --sheet {likely[0]!r}"
    )


def _cells(book: fastexcel.ExcelReader, sheet: str) -> list[list[str]]:
    """The first rows of a sheet as text."""
    first = book.load_sheet(sheet, header_row=None, skip_rows=0, n_rows=_SEARCHED, dtypes="string").to_polars()
    return [[cell or "" for cell in row] for row in first.iter_rows()]


def _listed(book: fastexcel.ExcelReader) -> str:
    return ", ".join(repr(known) for known in book.sheet_names)
