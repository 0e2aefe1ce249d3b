"""What a table holds, decided from its header, all its values and what the user says."""

import polars as pl

from backend.errors import DataError, UsageError
from etl.contract import UNKNOWN_COUNTRY, Contract, Decimal, LoadOptions
from etl.presets import Preset, fitting_preset, read_preset
from etl.sources.table import Table
from etl.understanding.carried import carried_fields
from etl.understanding.columns import is_date, map_columns
from etl.understanding.currency import currency_column
from etl.understanding.date_order import date_reading
from etl.understanding.decimals import decide_decimals
from etl.understanding.evidence import distinct, gather
from etl.understanding.stated import with_stated_manners
from etl.understanding.status import return_pattern, told_returns
from etl.understanding.totals import best_total, differing, is_order_total
from etl.vocabulary import FIELDS, normalised, score

_SAMPLED = 5_000
_NAMED = 50
_STRAY = 0.02
"""Share of rows up to which empty cells are slips."""
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
    returned = return_pattern(columns.get("status"), preset.return_statuses if preset else ())
    codes = None if options.currency else currency_column(table.columns)
    evidence = gather(table, columns, others, codes, returned)
    decimals = decide_decimals(table.name, columns, evidence.numbers, sample, _MARKS.get(options.decimal or ""))
    is_share = _is_share(sample, columns)
    notes = (
        _totals(sample, columns, decimals, is_share=is_share)
        if preset is None and "total" not in options.mapping
        else []
    )
    place = f"{table.name}, column {columns['date']}"
    usual = preset.date_order if preset else None
    carried = carried_fields(sample, columns, preset)
    return Contract(
        columns=columns,
        preset=preset.name if preset else None,
        decimals=decimals,
        dates=date_reading(place, evidence.dates, evidence.siblings, options.date_order, usual, options.timezone),
        country=options.country or (preset.country if preset else None) or UNKNOWN_COUNTRY,
        currency=options.currency or evidence.currency.found,
        carried=carried,
        product_else_name=preset.product_else_name if preset else _lacks_codes(sample, columns),
        discount_is_share=is_share,
        return_numbers=preset.return_numbers if preset else None,
        return_statuses=returned,
        service_codes=preset.service_codes if preset else (),
        notes=(*notes, *told_returns(evidence.statuses, "orders" if "status" in carried else "rows")),
    )


def _totals(
    sample: pl.DataFrame, columns: dict[str, str], decimals: dict[str, Decimal], *, is_share: bool
) -> list[str]:
    """Choose among columns of totals, leave the whole order's aside; what to say of it."""
    if "total" not in columns:
        return []
    columns["total"] = best_total(columns, decimals, sample, is_share=is_share)
    if is_order_total(columns, decimals, sample):
        if "price" in columns:
            decimals.pop("total", None)
            return [f"{columns.pop('total')}: left aside, it is the whole order's total"]
        return [
            f"{columns['total']}: equal on all rows of each order; if it is the order's total, it counts too often",
        ]
    remark = differing(columns, decimals, sample, is_share=is_share)
    return [remark] if remark else []


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


def _lacks_codes(sample: pl.DataFrame, columns: dict[str, str]) -> bool:
    """Whether so many named products have no code that the shop does not give one to each."""
    if not {"product", "name"} <= columns.keys():
        return False
    code, name = (sample[columns[field]].fill_null("").str.strip_chars() for field in ("product", "name"))
    codes = code.filter(name != "")
    return bool(codes.len() and (codes == "").mean() > _STRAY)  # type: ignore[operator]


def _is_share(sample: pl.DataFrame, columns: dict[str, str]) -> bool:
    """Whether discounts are percentages: by their sign or by the header."""
    if "discount" not in columns:
        return False
    cells = distinct(sample[columns["discount"]])
    words = set(normalised(columns["discount"]).split())
    return (
        bool(words & {"percent", "percentage", "pct", "prozent", "rate"})
        or "%" in columns["discount"]
        or bool(cells.str.ends_with("%").any())
    )
