"""Dates as shops write them: which reading a column's values call for, and the reading itself, value by value."""

from collections.abc import Callable

import polars as pl

from etl.contract import DateOrder, DateReading
from etl.understanding.months import MONTH, month_number

_TIME = (
    r"(?:[T ,]+(?:a las |um |at )?(?P<H>\d{1,2})(?:[:.hH](?P<M>\d{2}))?(?:[:.](?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"h?\s*(?P<p>[AaPp]\.?\s?[Mm]\.?)?(?:\s*(?:Uhr|uur))?\s*(?P<z>Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
    r"(?:\s*(?:UTC|GMT|[A-Z]{1,3}T|MES?Z))?)?$"
)
_WEEKDAY = r"(?:(?:[Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un)[a-z]*[.,]* |(?:Mo|Di|Mi|Do|Fr|Sa|So)[.,]+ ?)?"
_NUMERIC = rf"^{_WEEKDAY}(?P<a>\d{{1,2}})(?P<s>[-/.]) ?(?P<b>\d{{1,2}})[-/.] ?(?P<c>\d{{4}}|\d{{2}})" + _TIME
_YEAR_FIRST = r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})" + _TIME
_DAY_AND_NAME = (
    rf"^{_WEEKDAY}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\.?[-/ ]*(?:de |of )?(?P<n>{MONTH})\.?,?[-/ ]*(?:de |del )?"
    r"(?P<y>\d{4}|\d{2})" + _TIME
)
_NAME_AND_DAY = (
    rf"^{_WEEKDAY}(?P<n>{MONTH})\.?[-/ ]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?[-/ ]+(?P<y>\d{{4}}|\d{{2}})" + _TIME
)
_COMPACT = (
    r"^(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:[T ]?(?P<H>\d{2}):?(?P<M>\d{2}):?(?P<S>\d{2})?)?"
    r"(?P<f>\.\d+)?(?P<p>x)?(?P<z>Z)?$"
)
_FORMS = [_YEAR_FIRST, _DAY_AND_NAME, _NAME_AND_DAY, _COMPACT]
_SERIAL = r"^[2-6]\d{4}(?:[.,]\d+)?$"
_UNIX = r"^1\d{9}(?:\d{3})?(?:\.\d+)?$"
_ISO = "%Y-%m-%d %H:%M:%S"


def shapes(values: pl.Series) -> pl.DataFrame:
    """For each value of the numeric form: its shape and the three numbers. Columns shape, a, b, c (text), text."""
    parts = pl.col("text").str.extract_groups(_NUMERIC)
    return (
        pl.DataFrame({"text": values})
        .lazy()
        .with_columns(parts.alias("parts"))
        .filter(pl.col("parts").struct.field("a").is_not_null())
        .unnest("parts")
        .select("text", _shape(pl.col).alias("shape"), *(pl.col(part).cast(pl.Int32).alias(part) for part in "abc"))
        .collect()
    )


def _shape(part: Callable[[str], pl.Expr]) -> pl.Expr:
    """Separator, digits of the year, whether there is a time, and of which clock, such as `/yyyy h am`."""
    time = pl.when(part("H").is_null()).then(pl.lit("")).otherwise(pl.lit(" h"))
    half = pl.when(part("p").is_null()).then(pl.lit("")).otherwise(pl.lit(" am"))
    return pl.format("{}{}{}{}", part("s"), part("c").str.replace_all(r"\d", "y"), time, half)


YEARS = (1900, 2199)
"""The years that a date of a sale can be in; any other is a slip."""


def read_dates(values: pl.Series, reading: DateReading) -> pl.Series:
    """Each value's date and time on the shop's clock, Datetime(us); null where it is none."""
    distinct = values.drop_nulls().unique()
    found = distinct.str.to_datetime(_ISO, strict=False, time_unit="us")
    left = distinct.filter(found.is_null())
    known = pl.DataFrame({"text": distinct, "found": found}).drop_nulls()
    if left.len():
        known = pl.concat([known, pl.DataFrame({"text": left, "found": _read_others(left, reading)})])
    known = known.filter(pl.col("found").dt.year().is_between(*YEARS))
    return pl.DataFrame({"text": values}).join(known, on="text", how="left", maintain_order="left")["found"]


def _read_others(values: pl.Series, reading: DateReading) -> pl.Series:
    found = [_built(pl.col("text").str.extract_groups(form), reading.zone, named="<n>" in form) for form in _FORMS]
    frame = pl.DataFrame({"text": values})
    if reading.orders:
        found.append(_built(_ordered(reading.orders), reading.zone))
    number = pl.col("text").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    if reading.serial:
        day = pl.when(pl.col("text").str.contains(_SERIAL)).then(number)
        seconds = (day * 86_400).round().cast(pl.Int64)
        found.append(pl.datetime(1899, 12, 30, time_unit="us") + pl.duration(seconds=seconds))
    if reading.unix:
        instant = pl.when(pl.col("text").str.contains(_UNIX)).then(number)
        micros = (pl.when(instant >= 1e12).then(instant * 1e3).otherwise(instant * 1e6)).round().cast(pl.Int64)
        found.append(_on_clock(micros.cast(pl.Datetime("us")), reading.zone))
    return frame.select(pl.coalesce(found).alias("found"))["found"]


def _ordered(orders: dict[str, DateOrder]) -> pl.Expr:
    """The parts of the numeric form under their names y, m, d, by the order of their shape."""
    parts = pl.col("text").str.extract_groups(_NUMERIC)
    a, b, c = (parts.struct.field(part) for part in "abc")
    order = _shape(parts.struct.field).replace_strict(
        list(orders), list(orders.values()), default=None, return_dtype=pl.String
    )
    return pl.struct(
        pl.when(order == "year-first").then(a).when(order.is_not_null()).then(c).alias("y"),
        pl.when(order == "month-first").then(a).otherwise(b).alias("m"),
        pl.when(order == "day-first").then(a).when(order == "month-first").then(b).otherwise(c).alias("d"),
        *(parts.struct.field(part).alias(part) for part in "HMSfpz"),
    )


def _built(parts: pl.Expr, zone: str, *, named: bool = False) -> pl.Expr:
    """The moment that the parts name, on the shop's clock if they have an offset; null where there is none."""

    def part(name: str) -> pl.Expr:
        return parts.struct.field(name)

    year = pl.when(part("y").str.len_bytes() == 2).then(_century(part("y")) + part("y")).otherwise(part("y"))
    month = month_number(part("n")) if named else part("m")
    hour = part("H").fill_null("0").cast(pl.Int32)
    afternoon = part("p").str.to_lowercase().str.starts_with("p")
    hour = pl.when(part("p").is_null()).then(hour).when(afternoon).then(hour % 12 + 12).otherwise(hour % 12)
    text = pl.format(
        "{}-{}-{} {}:{}:{}", year, month, part("d"), hour, part("M").fill_null("00"), part("S").fill_null("00")
    )
    padded = text.str.replace_all(r"\b(\d)\b", "0$1")
    moment = padded.str.to_datetime(_ISO, strict=False, time_unit="us")
    moment = pl.when(moment.dt.year().is_between(*YEARS)).then(moment)
    sign = pl.when(part("z").str.starts_with("-")).then(-1).otherwise(1)
    digits = part("z").str.replace_all(r"\D", "").str.pad_end(4, "0")
    minutes = sign * (
        digits.str.slice(0, 2).cast(pl.Int32, strict=False) * 60 + digits.str.slice(2, 2).cast(pl.Int32, strict=False)
    )
    instant = moment - pl.duration(minutes=minutes.fill_null(0))
    return pl.when(part("z").is_null()).then(moment).otherwise(_on_clock(instant, zone))


def _century(year: pl.Expr) -> pl.Expr:
    return pl.when(year.cast(pl.Int32) < 70).then(pl.lit("20")).otherwise(pl.lit("19"))


def _on_clock(instant: pl.Expr, zone: str) -> pl.Expr:
    return instant.dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)


def date_cells(columns: dict[str, str]) -> pl.Expr:
    """The cells of the date, with those of the time where it has a column of its own, as the column `date`."""
    cells = {name: _trimmed(columns[name]) for name in ("date", "time") if name in columns}
    return (with_time(cells["date"], cells["time"]) if "time" in cells else cells["date"]).alias("date")


def _trimmed(column: str) -> pl.Expr:
    text = pl.col(column).str.replace_all("\0", "", literal=True).str.strip_chars()
    return pl.when(text != "").then(text)


def with_time(dates: pl.Expr, times: pl.Expr) -> pl.Expr:
    """Date and time cells as one text; what workbooks add, midnight to dates and a day to times, is left out."""
    day = dates.str.replace(r"[T ]00:00(?::00(?:\.0+)?)?$", "")
    clock = times.str.replace(r"^\d{4}-\d{2}-\d{2}[T ]", "").str.replace(r"^(\d{1,2})(\d{2})(\d{2})$", "$1:$2:$3")
    clock = clock.str.replace(r"^(\d{1,2})(\d{2})$", "$1:$2")
    part = pl.when(times.str.contains(r"^0?\.\d+$|^0$")).then(times.cast(pl.Float64, strict=False))
    seconds = (part * 86_400).round().cast(pl.Int32)
    of_day = pl.format("{}:{}:{}", seconds // 3600, _two(seconds // 60 % 60), _two(seconds % 60))
    return pl.when(times.is_null()).then(day).otherwise(pl.format("{} {}", day, pl.coalesce(of_day, clock)))


def _two(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.String).str.zfill(2)


def is_serial(values: pl.Series) -> pl.Series:
    """Which values may be a spreadsheet's days."""
    return values.str.contains(_SERIAL)


def is_unix(values: pl.Series) -> pl.Series:
    """Which values may be Unix seconds or milliseconds."""
    return values.str.contains(_UNIX)
