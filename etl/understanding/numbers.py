"""Numbers as shops write them: which decimal mark a column's values call for, and the reading itself."""

from dataclasses import dataclass

import polars as pl

from etl.contract import Decimal

_PLAIN = r"^-?\d+(?:\.\d+)?$"
CODES = (
    "usd|eur|gbp|chf|cad|aud|nzd|jpy|cny|inr|brl|mxn|pln|czk|huf|ron|sek|nok|dkk|isk|try|zar|sgd|hkd|ils|aed|krw|myr"
    "|thb|php|idr|vnd|ars|clp|cop"
)
CURRENCY = rf"(?i)(?:us|ca|au|a|c|r|nz|hk|s|mx)?\$|\p{{Sc}}|(?:euros?|{CODES}|rs|kr|sfr|fr|zł|zl|kč|kc|ft)\.?"
"""A sign, code or name of a currency in a cell, beside the number or with a space between."""
_UNIT = r"(?i)\s*(?:pcs?|pieces?|units?|ea|each|stk|stück|st|x|szt|uds?|pz|pzas?|kg|g|l|ml|m|cm|qty|items?)\.?$"
_AMBIGUOUS = r"^[1-9]\d{0,2}[.,]\d{3}$"


def bare(text: pl.Expr) -> pl.Expr:
    """A number's text without currency, unit, spaces and apostrophes, its sign in front."""
    plain = text.str.strip_chars('" ').str.replace_all(r"[\u2212\u2013\u2012]", "-")
    plain = plain.str.replace_all(CURRENCY, "").str.strip_chars().str.replace(_UNIT, "")
    plain = plain.str.replace_all(r"(\d)[\s'\u2019`\u00b4](\d)", "$1$2").str.replace_all(
        r"(\d)[\s'\u2019`\u00b4](\d)", "$1$2"
    )
    plain = plain.str.replace_all(r"\s", "").str.replace(r"[.,]-+$", "")
    plain = plain.str.replace(r"^\((.+)\)$", "-$1").str.replace(r"^([^-].*)-$", "-$1")
    return plain.str.replace(r"^\+", "").str.replace(r"^--", "-")


def read_numbers(values: pl.Series, decimal: Decimal) -> pl.Series:
    """Each value as plain decimal text (`-1234.5`); null where it is no number in this style."""
    distinct = values.drop_nulls().unique()
    plain = distinct.filter(distinct.str.contains(_PLAIN)) if decimal == "." else distinct.clear()
    others = distinct.filter(~distinct.str.contains(_PLAIN)) if decimal == "." else distinct
    known = pl.DataFrame({"text": plain, "found": plain})
    if others.len():
        known = pl.concat([known, pl.DataFrame({"text": others}).select("text", _read(decimal).alias("found"))])
    return pl.DataFrame({"text": values}).join(known, on="text", how="left", maintain_order="left")["found"]


def _read(decimal: Decimal) -> pl.Expr:
    thousands = "," if decimal == "." else "."
    mark, group = (f"[{sign}]" for sign in (decimal, thousands))
    number = bare(pl.col("text"))
    grouped = rf"^-?\d{{1,3}}(?:{group}\d{{2,3}})*{group}\d{{3}}(?:{mark}\d*)?$"
    simple = rf"^-?(?:\d+{mark}?\d*|{mark}\d+)(?:[eE][+-]?\d{{1,2}})?$"
    number = pl.when(number.str.contains(grouped)).then(number.str.replace_all(group, "")).otherwise(number)
    point = (
        number.str.replace(decimal, ".", literal=True)
        .str.replace(r"^(-?)\.", "${1}0.")
        .str.replace(r"\.($|[eE])", "$1")
    )
    return pl.when(number.str.contains(simple)).then(point)


@dataclass(slots=True)
class NumberEvidence:
    """How many distinct values call for a point, for a comma, could be either, have neither, or are no numbers."""

    point: int = 0
    comma: int = 0
    either: int = 0
    whole: int = 0
    none: int = 0
    example: str | None = None

    @property
    def numbers(self) -> int:
        return self.point + self.comma + self.either + self.whole

    @property
    def share(self) -> float:
        """Share of the values that are numbers in some style."""
        return self.numbers / (self.numbers + self.none) if self.numbers else 0.0

    @property
    def decimal(self) -> Decimal | None:
        """The mark that most values with evidence call for; None without evidence."""
        if not self.point and not self.comma:
            return None
        return "." if self.point >= self.comma else ","

    def add(self, distinct: pl.Series) -> None:
        """Weigh more values."""
        number = bare(pl.col("text")).str.strip_prefix("-")
        dots, commas = (number.str.count_matches(sign, literal=True) for sign in (".", ","))
        readable = number.str.contains(r"^(?:\d[\d.,]*|[.,]\d+)(?:[eE][+-]?\d{1,2})?$")
        either = number.str.contains(_AMBIGUOUS)
        last_is_point = number.str.contains(r"\.[^,]*$")
        kind = (
            pl.when(~readable).then(pl.lit("none"))
            .when(either).then(pl.lit("either"))
            .when((dots == 0) & (commas == 0)).then(pl.lit("whole"))
            .when((dots > 0) & (commas > 0) & last_is_point).then(pl.lit("point"))
            .when((dots > 0) & (commas > 0)).then(pl.lit("comma"))
            .when(dots == 1).then(pl.lit("point"))
            .when(commas == 1).then(pl.lit("comma"))
            .when(dots > 1).then(pl.lit("comma"))
            .otherwise(pl.lit("point"))
        )  # fmt: skip
        found = pl.DataFrame({"text": distinct}).with_columns(kind.alias("kind"))
        for name, rows in found["kind"].value_counts().iter_rows():
            setattr(self, name, getattr(self, name) + rows)
        if self.example is None and self.either:
            self.example = str(found.filter(pl.col("kind") == "either")["text"][0])
