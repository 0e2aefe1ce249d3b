"""Which row of a table is its header, and what its columns are called."""

import re
from collections import Counter

from backend.errors import DataError
from etl.vocabulary import recognised

_SEARCHED = 40
_VALUE = re.compile(r"^[-+(]?[\d.,:/ -]*\d[\d.,:/ -]*\)?$")


def find_header(rows: list[list[str]]) -> int | None:
    """Index of the header among a table's first rows, below any title lines; None if the table begins with values.

    It is the first row that names the most fields; where none does, the first as wide as the table without numbers.
    """
    named = [recognised(row) for row in rows[:_SEARCHED]]
    if named and max(named) >= 2:
        return named.index(max(named))
    width = Counter(len([cell for cell in row if cell.strip()]) for row in rows).most_common(1)[0][0] if rows else 0
    for index, row in enumerate(rows[:_SEARCHED]):
        cells = [cell.strip() for cell in row if cell.strip()]
        if len(cells) > width / 2:
            return None if any(_VALUE.match(cell) for cell in cells) else index
    return None


def column_names(header: list[str]) -> list[str]:
    """The header's names, trimmed; a nameless column is called by its place, a repeated name is numbered."""
    names: list[str] = []
    for place, cell in enumerate(header, start=1):
        name = re.sub(r"\s+", " ", cell.replace("\0", "")).strip() or f"column {place}"
        seen = sum(other == name or re.fullmatch(re.escape(name) + r" \(\d+\)", other) is not None for other in names)
        names.append(f"{name} ({seen + 1})" if seen else name)
    return names


def check_columns(name: str, columns: list[str]) -> list[str]:
    """The columns, if they can be a table's. Raises DataError."""
    if len(columns) < 2:
        raise DataError(
            f"{name}: only one column, {columns[0][:60]!r}; no comma, semicolon, tab, bar or colon parts its cells: "
            "export it as CSV with a header row"
        )
    return columns
