"""What all rows of a table show, gathered in one pass."""

from collections import Counter
from dataclasses import dataclass

import polars as pl

from etl.sources.table import Table
from etl.understanding.currency import CurrencyEvidence
from etl.understanding.date_order import DateEvidence
from etl.understanding.dates import date_cells
from etl.understanding.decimals import NUMERIC
from etl.understanding.numbers import NumberEvidence


@dataclass(frozen=True, slots=True)
class Evidence:
    """Numbers by field, dates, other columns' dates, the currency, and how many cells hold each status of returns."""

    numbers: dict[str, NumberEvidence]
    dates: DateEvidence
    siblings: list[DateEvidence]
    currency: CurrencyEvidence
    statuses: Counter[str]


def gather(
    table: Table, columns: dict[str, str], others: list[str], currencies: str | None, statuses: str | None
) -> Evidence:
    """Read the whole table. Columns that the file itself has as numbers need no evidence.

    others: further columns of dates. currencies: the column of codes. statuses: a pattern of returns' statuses.
    Raises Conflict for a second currency.
    """
    numbers = {field: NumberEvidence() for field in NUMERIC if field in columns and columns[field] not in table.typed}
    siblings = {column: DateEvidence() for column in others}
    found = Evidence(numbers, DateEvidence(), list(siblings.values()), CurrencyEvidence(table.name), Counter())
    for batch in table.batches():
        if currencies:
            found.currency.add_codes(batch, currencies)
        for field, evidence in numbers.items():
            cells = distinct(batch[columns[field]])
            evidence.add(cells.str.strip_chars_end("% "))
            if field != "quantity":
                found.currency.add_amounts(batch, columns[field], cells)
        found.dates.add(distinct(batch.select(date_cells(columns))["date"]))
        for column, sibling in siblings.items():
            sibling.add(distinct(batch[column]))
        if statuses:
            cells = batch[columns["status"]].str.strip_chars()
            told = cells.filter(cells.str.to_lowercase().str.contains(statuses))
            found.statuses.update(dict(told.value_counts().iter_rows()))
    found.currency.add_header([columns[field] for field in NUMERIC[1:] if field in columns])
    return found


def distinct(cells: pl.Series) -> pl.Series:
    """The values that occur, trimmed, without empty ones."""
    values = cells.drop_nulls().unique().str.strip_chars()
    return values.filter(values != "")
