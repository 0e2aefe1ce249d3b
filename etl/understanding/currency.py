"""Which currency a file is in: by its column of codes, the signs in its cells or its header; never two."""

import re
from dataclasses import dataclass

import polars as pl

from backend.errors import Conflict, DataError
from etl.sources.table import ROW
from etl.understanding.numbers import CODES, CURRENCY
from etl.vocabulary import normalised

_COLUMNS = {
    "currency", "currency code", "currency iso code", "order currency", "order currency code", "transaction currency",
    "transaction currency code", "invoice currency", "wahrung", "devise", "moneda", "valuta", "moeda", "waluta",
}  # fmt: skip
_MARKS = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "₹": "INR", "₺": "TRY", "₽": "RUB", "₩": "KRW", "₪": "ILS",
    "us$": "USD", "ca$": "CAD", "c$": "CAD", "au$": "AUD", "a$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
    "mx$": "MXN", "r$": "BRL", "zł": "PLN", "zl": "PLN", "kč": "CZK", "kc": "CZK", "ft": "HUF", "fr": "CHF",
    "sfr": "CHF", "$": "$", "¥": "¥", "kr": "kr", "rs": "Rs",
}  # fmt: skip
_SHARED = {
    "$": ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN"),
    "¥": ("JPY", "CNY"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "Rs": ("INR", "PKR", "LKR", "NPR"),
}
"""Signs of several currencies."""
_IN_HEADERS = {*CODES.split("|"), "euro", "euros", *"€£$¥₹"}
_EMPTY = {"NULL", "NONE", "NAN", "N/A", "NA"}
_AMOUNT = r"^[-+(\s]*\d[\d.,'\u2019\s]*-?[-)\s]*$"
"""An amount without its sign or code; other cells, such as `free`, are rejected for what they are."""
_PLAIN = r"^[-+(]?[\d.,\s]*[-)]?$"


def currency_column(columns: list[str]) -> str | None:
    """The column of currency codes, if there is one."""
    return next((column for column in columns if normalised(column) in _COLUMNS), None)


@dataclass(slots=True)
class CurrencyEvidence:
    """What a table's rows show of its currency: a code, a sign that several share, or nothing yet."""

    table: str
    found: str | None = None
    first: int = 0
    column: str = ""

    def add_codes(self, batch: pl.DataFrame, column: str) -> None:
        """Weigh a batch's column of codes. Raises Conflict for a second currency."""
        codes = batch.select(ROW, pl.col(column).str.strip_chars().alias("code"))
        for row, code in codes.unique("code", keep="first", maintain_order=True).drop_nulls().iter_rows():
            if re.search(r"[^\W\d_]|[€£$¥₹]", code) and code.upper() not in _EMPTY and code != column:
                self._add(_meant(code), row, column)

    def add_amounts(self, batch: pl.DataFrame, column: str, distinct: pl.Series) -> None:
        """Weigh the signs and codes in a batch's column of amounts. Raises Conflict for a second currency."""
        if not distinct.str.contains(_PLAIN).all():
            amounts = batch.filter(pl.col(column).str.replace_all(CURRENCY, "").str.contains(_AMOUNT))
            marks = amounts.select(ROW, pl.col(column).str.extract(f"({CURRENCY})").alias("mark")).drop_nulls("mark")
            for row, mark in marks.unique("mark", keep="first", maintain_order=True).iter_rows():
                self._add(_meant(mark), row, column)

    def add_header(self, columns: list[str]) -> None:
        """Take the currency that the amounts' headers name, where the cells name none."""
        words = {word for column in columns for word in re.findall(r"[A-Za-z]+|[€£$¥₹]", column)}
        named = {_meant(word) for word in words if word.lower() in _IN_HEADERS}
        if self.found is None and len(named) == 1:
            self.found = named.pop()

    def _add(self, currency: str, row: int, column: str) -> None:
        both = currency if self.found is None else agreed(self.found, currency)
        if both is None:
            found = (self.first, self.column, self.found or "")
            (row, column, currency), (first, _, other) = sorted([found, (row, column, currency)], reverse=True)
            raise Conflict(
                f"{self.table}, row {row}, column {column}: in {currency}, but row {first} is in {other}; "
                "export each currency by itself and load it into a data set of its own"
            )
        if self.found is None:
            self.first, self.column = row, column
        self.found = both


def agreed(one: str, other: str) -> str | None:
    """The one currency that two codes or signs can both mean; None if there is none."""
    if one == other or one in _SHARED.get(other, ()):
        return one
    return other if other in _SHARED.get(one, ()) else None


def settled(found: str, usual: str, place: str) -> str:
    """The code of what was found; of a sign that several share the usual one. Raises DataError that asks for it."""
    shared = _SHARED.get(found)
    if shared is None or usual in shared:
        return usual if shared else found
    if found == "$":
        return "USD"
    raise DataError(
        f"{place}: amounts are in {found}, which can be {', '.join(shared)}; say which with --currency {shared[0]}"
    )


def _meant(text: str) -> str:
    """The code of a sign or code as written in a cell."""
    return _MARKS.get(text.lower().rstrip(". "), text.upper().rstrip(". "))
