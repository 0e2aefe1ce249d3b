"""Workbooks written cell by cell, so that the tests hold every kind of cell a spreadsheet may have."""

import zipfile
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_EPOCH = datetime(1899, 12, 30)

Cell = str | int | float | datetime | tuple[str, float] | None
"""Text, a number, a date (shown by the date format), a formula with its last value, or an empty cell."""


def write_workbook(path: Path, sheets: dict[str, list[list[Cell]]]) -> Path:
    """An XLSX file of the sheets."""
    numbers = range(1, len(sheets) + 1)
    names = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, sheets, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    styles = f'<Relationship Id="rIdS" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", _content_types(len(sheets)))
        book.writestr(
            "_rels/.rels",
            _relations(f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'),
        )
        book.writestr(
            "xl/workbook.xml", f'{_HEAD}<workbook {_MAIN} xmlns:r="{_RELATIONS}"><sheets>{names}</sheets></workbook>'
        )
        book.writestr("xl/_rels/workbook.xml.rels", _relations(links + styles))
        book.writestr(
            "xl/styles.xml",
            f'{_HEAD}<styleSheet {_MAIN}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/>'
            "</cellXfs></styleSheet>",
        )
        for number, rows in zip(numbers, sheets.values(), strict=True):
            book.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows))
    return path


def _relations(links: str) -> str:
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{links}</Relationships>'


def _content_types(sheets: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{kind}.worksheet+xml"/>'
        for number in range(1, sheets + 1)
    )
    return (
        f'{_HEAD}<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{parts}</Types>'
    )


def _sheet(rows: list[list[Cell]]) -> str:
    body = "".join(
        f'<row r="{y}">' + "".join(_cell(f"{_letter(x)}{y}", cell) for x, cell in enumerate(row)) + "</row>"
        for y, row in enumerate(rows, start=1)
    )
    return f"{_HEAD}<worksheet {_MAIN}><sheetData>{body}</sheetData></worksheet>"


def _letter(x: int) -> str:
    return chr(ord("A") + x)


def _cell(place: str, cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        case datetime():
            return f'<c r="{place}" s="1"><v>{(cell - _EPOCH).total_seconds() / 86400!r}</v></c>'
        case (formula, value):
            return f'<c r="{place}"><f>{escape(formula)}</f><v>{value!r}</v></c>'
        case _:
            return f'<c r="{place}"><v>{cell!r}</v></c>'
