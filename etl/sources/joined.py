"""Tables that a shop exports apart (orders, their items, customers) joined into one of the items."""

import hashlib
from collections.abc import Iterator

import polars as pl

from backend.errors import DataError
from etl.presets import Join, presets
from etl.sources.table import EXTRA, ROW, Table


def joined(tables: list[Table]) -> list[Table]:
    """The tables, those of a known shop joined; the rest as they are. Raises DataError naming the table that lacks."""
    for preset in presets():
        if preset.join is not None:
            tables = _joined(tables, preset.join, preset.title)
    return tables


def _joined(tables: list[Table], join: Join, title: str) -> list[Table]:
    lines = [table for table in tables if _has(table, join.lines)]
    parts = {
        key: [table for table in tables if _has(table, columns) and table not in lines] for key, columns in join.parts
    }
    first_key, first_columns = join.parts[0]
    if not lines or all(_has(table, first_columns) for table in lines):
        return tables
    if not parts[first_key]:
        raise DataError(
            f"{lines[0].name}: {title} keeps the dates in another table, with the columns {', '.join(first_columns)}; "
            "give both files to one load"
        )
    used = [part for found in parts.values() for part in found]
    aside = [table for table in tables if any(_has(table, columns) for columns in join.aside)]
    others = [table for table in tables if table not in lines and table not in used and table not in aside]
    return [_with_parts(table, parts) for table in lines] + others


def _has(table: Table, columns: tuple[str, ...]) -> bool:
    return set(columns) <= set(table.columns)


def _with_parts(lines: Table, parts: dict[str, list[Table]]) -> Table:
    """The lines with the columns of the parts beside them; a line without its part has empty cells there."""
    columns, digest = list(lines.columns), hashlib.sha256(lines.digest)
    for found in parts.values():
        for table in found:
            columns += [column for column in table.columns if column not in columns]
            digest.update(table.digest)

    def read() -> Iterator[pl.DataFrame]:
        whole = {key: _rows(found).unique([key], keep="first") for key, found in parts.items() if found}
        for batch in lines.batches():
            for key, rows in whole.items():
                new = rows.select(key, *(name for name in rows.columns if name not in batch.columns))
                batch = batch.join(new, on=key, how="left", maintain_order="left")
            yield batch

    return Table(lines.name, columns, digest.digest(), read, lines.typed)


def _rows(tables: list[Table]) -> pl.DataFrame:
    batches = (batch.drop(ROW, EXTRA, strict=False) for table in tables for batch in table.batches())
    return pl.concat(batches, how="diagonal")
