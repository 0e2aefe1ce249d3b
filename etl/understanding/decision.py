"""What a table holds, decided from its header, all its values and what the user says."""

import polars as pl

from backend.errors import DataError, UsageError
from etl.contract import UNKNOWN_COUNTRY, Contract, Decimal, LoadOptions
from etl.presets import Preset, fitting_preset, read_preset
from etl.sources.table import Table
from etl.understanding.columns import is_date, map_columns
from etl.understanding.date_order import DateEvidence, date_reading
from etl.understanding.dates import date_cells
from etl.understanding.decimals import NUMERIC, decide_decimals
from etl.understanding.numbers import NumberEvidence
from etl.understanding.stated import with_stated_manners
from etl.understanding.status import return_pattern
from etl.understanding.totals import best_total, is_order_total
from etl.vocabulary import FIELDS, normalised, score

_SAMPLED = 5_000
_NAMED = 50
_MARKS: dict[str, Decimal] = {"point": ".", "comma": ","}


def understand(table: Table, options: LoadOptions) -> Contract:
    """The contract under which the table is read; reads all of it once.

    Raises DataError that names the place and the flag that mends it, UsageError for an unknown preset or field.
    """
    options = with_stated_manners(options, table.columns)
    sample = _sample(table)
    preset = read_preset(options.preset) if options.preset else fitting_preset(table.columns)
    columns = _columns(table, sample, preset, options)
    others = _other_dates(table, sample, columns) if options.date_order is None else []
    numbers, dates, siblings = _evidence(table, columns, others)
    decimals = decide_decimals(table.name, columns, numbers, sample, _MARKS.get(options.decimal or ""))
    notes: tuple[str, ...] = ()
    if preset is None and "total" in columns and "total" not in options.mapping:
        columns["total"] = best_total(columns, decimals, sample)
    if preset is None and "total" not in options.mapping and is_order_total(columns, decimals, sample):
        if "price" in columns:
            notes = (f"{columns.pop('total')}: left aside, it is the whole order's total",)
            decimals.pop("total", None)
        else:
            notes = (
                f"{columns['total']}: equal on all rows of each order; if it is the order's total, it counts too often",
            )
    place = f"{table.name}, column {columns['date']}"
    usual = preset.date_order if preset else None
    reading = date_reading(place, dates, siblings, options.date_order, usual, options.timezone)
    return Contract(
        columns=columns,
        preset=preset.name if preset else None,
        decimals=decimals,
        dates=reading,
        country=options.country or (preset.country if preset else None) or UNKNOWN_COUNTRY,
        currency=_currency(table, sample, options),
        carried=_carried(sample, columns, preset),
        product_else_name=preset is not None and preset.product_else_name,
        discount_is_share=_is_share(sample, columns),
        return_numbers=preset.return_numbers if preset else None,
        return_statuses=return_pattern(columns.get("status"), preset.return_statuses if preset else ()),
        service_codes=preset.service_codes if preset else (),
        notes=notes,
    )


def _sample(table: Table) -> pl.DataFrame:
    first = next(table.batches(), None)
    if first is None:
        raise DataError(
            f"{table.name}: a header ({', '.join(table.columns[:8])}) without rows below it; export it again"
        )
    return first.head(_SAMPLED)


def _columns(table: Table, sample: pl.DataFrame, preset: Preset | None, options: LoadOptions) -> dict[str, str]:
    """The columns of the fields: what the user says, then the preset, then the words of the header."""
    told = {field: _column(table, field, column) for field, column in options.mapping.items()}
    known = {**(preset.mapped(table.columns) if preset else {}), **told}
    left_out = [field for field, column in known.items() if not column]
    known = {field: column for field, column in known.items() if column}
    if preset is None or "date" not in known or not {"price", "total"} & known.keys():
        free = [column for column in table.columns if column not in known.values()]
        found = map_columns(sample, free, known)
        known = {field: column for field, column in found.items() if field not in left_out}
    _check_required(table, known)
    if "time" in known and "time" not in told and _has_time(sample[known["date"]]):
        del known["time"]
    _check_duplicates(table, sample, known, told)
    return {field: known[field] for field in FIELDS if field in known}


def _column(table: Table, field: str, column: str) -> str:
    if field not in FIELDS:
        raise UsageError(f"--map {field}={column}: there is no field {field!r}; the fields are {', '.join(FIELDS)}")
    found = {normalised(known): known for known in reversed(table.columns)} | {known: known for known in table.columns}
    if column and column not in found and normalised(column) not in found:
        raise DataError(
            f"{table.name}: there is no column {column!r} for --map {field}; the header has {_listed(table.columns)}"
        )
    return found.get(column) or found.get(normalised(column)) or "" if column else ""


def _check_required(table: Table, columns: dict[str, str]) -> None:
    lacking = [] if "date" in columns else [("date", "the date", "dates")]
    if not {"price", "total"} & columns.keys():
        lacking.append(("price", "the price or the line total", "numbers"))
    if lacking:
        names = " and ".join(words for _, words, _ in lacking)
        flags = " ".join(f"--map {field}=COLUMN" for field, _, _ in lacking)
        unfit = [
            f"; column {column!r} holds no {values}"
            for field, _, values in lacking
            for column in table.columns
            if score(field, column) >= _NAMED
        ]
        if table.columns[0] == "column 1":
            unfit.append("; its first row is no header: add one, or name the columns by their place, as 'column 1'")
        raise DataError(
            f"{table.name}: no column found for {names}{''.join(unfit)}; the header has {_listed(table.columns)}; "
            f"name it with {flags}"
        )


def _check_duplicates(table: Table, sample: pl.DataFrame, columns: dict[str, str], told: dict[str, str]) -> None:
    """Two columns of one name are one only if their cells are equal."""
    for field, column in columns.items():
        second = f"{column} (2)"
        if field not in told and second in table.columns and not sample[column].equals(sample[second], null_equal=True):
            raise DataError(
                f"{table.name}: two columns are called {column!r} and differ; choose one with "
                f"--map {field}={column!r} or --map {field}={second!r}"
            )


def _listed(columns: list[str]) -> str:
    return ", ".join(columns[:20]) + (f" and {len(columns) - 20} more" if len(columns) > 20 else "")


def _has_time(cells: pl.Series) -> bool:
    """Whether dates have a time of their own, other than the midnight that programs add."""
    timed = cells.str.contains(r"\d:\d\d") & ~cells.str.contains(r"[ T]0?0:00(?::00(?:\.0+)?)?$")
    return bool(timed.any())


def _other_dates(table: Table, sample: pl.DataFrame, columns: dict[str, str]) -> list[str]:
    """Other columns of dates, whose values may show the order of day and month."""
    others = [column for column in table.columns if column not in columns.values()]
    dated = r"^\d{1,2}[-/.] ?\d{1,2}[-/.] ?\d{2,4}"
    return [
        column for column in others if sample[column].str.contains(dated).any() and is_date(sample[column].drop_nulls())
    ]


def _evidence(
    table: Table, columns: dict[str, str], others: list[str]
) -> tuple[dict[str, NumberEvidence], DateEvidence, list[DateEvidence]]:
    """What all values show. Columns that the file itself has as numbers need no evidence."""
    numbers = {field: NumberEvidence() for field in NUMERIC if field in columns and columns[field] not in table.typed}
    dates, siblings = DateEvidence(), {column: DateEvidence() for column in others}
    for batch in table.batches():
        for field, evidence in numbers.items():
            evidence.add(_distinct(batch[columns[field]]).str.strip_chars_end("% "))
        dates.add(_distinct(batch.select(date_cells(columns))["date"]))
        for column, sibling in siblings.items():
            sibling.add(_distinct(batch[column]))
    return numbers, dates, list(siblings.values())


def _distinct(cells: pl.Series) -> pl.Series:
    values = cells.drop_nulls().unique().str.strip_chars()
    return values.filter(values != "")


def _currency(table: Table, sample: pl.DataFrame, options: LoadOptions) -> str | None:
    """The currency that the file names, if it has a column of codes."""
    if options.currency:
        return options.currency
    column = next((column for column in table.columns if normalised(column) in _CURRENCY_COLUMNS), None)
    if column is None:
        return None
    codes = _distinct(sample[column]).str.to_uppercase()
    codes = codes.filter(codes.str.contains(r"^[A-Z]{3}$")).unique().sort()
    if codes.len() > 1:
        raise DataError(
            f"{table.name}, column {column}: several currencies ({', '.join(codes)}); export each currency by itself"
        )
    return str(codes[0]) if codes.len() else None


_CURRENCY_COLUMNS = {"currency", "currency code", "order currency", "wahrung", "devise", "moneda", "valuta"}


def _carried(sample: pl.DataFrame, columns: dict[str, str], preset: Preset | None) -> tuple[str, ...]:
    """Fields that stand on an order's first row only: as the preset says, or as all rows show."""
    if preset is not None:
        return tuple(field for field in preset.carried if field in columns)
    if "order" not in columns:
        return ()
    order = sample[columns["order"]].str.strip_chars()
    first = (order != order.shift(1)).fill_null(value=True)
    empty = (sample[columns["date"]].fill_null("").str.strip_chars() == "") & order.is_not_null()
    if (~first).sum() < 2 or not empty.filter(~first).all() or empty.filter(first).any():
        return ()
    return tuple(field for field in ("date", "time", "customer", "country", "status") if field in columns)


def _is_share(sample: pl.DataFrame, columns: dict[str, str]) -> bool:
    """Whether discounts are percentages: by their sign or by the header."""
    if "discount" not in columns:
        return False
    cells = _distinct(sample[columns["discount"]])
    words = set(normalised(columns["discount"]).split())
    return (
        bool(words & {"percent", "percentage", "pct", "prozent", "rate"})
        or "%" in columns["discount"]
        or bool(cells.str.ends_with("%").any())
    )
