"""The words that name a sales table's columns, in the languages shops export in."""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

FIELDS = (
    "order", "product", "name", "quantity", "price", "total", "discount", "date", "time", "customer",
    "country", "status",
)  # fmt: skip
"""What a column can be. Each is optional in a file but the date and one of price and total."""


_CURRENCIES = frozenset(
    {"in", "eur", "usd", "gbp", "chf", "cad", "aud", "inr", "brl", "pln", "sek", "nok", "dkk", "jpy", "euro"}
)

_TAX = (
    r" (?:excl?|incl?|exkl|inkl|ohne|zzgl|hors|excluding|including|sin|con|senza|zonder)"
    r" (?:vat|tax|taxes|gst|mwst|ust|iva|tva|btw)$"
)

_SHORT = {
    "dt": "date", "cust": "customer", "amt": "amount", "desc": "description", "descr": "description",
    "prod": "product", "num": "number", "nbr": "number", "txn": "transaction", "trx": "transaction",
    "trans": "transaction", "inv": "invoice", "tot": "total", "ord": "order", "itm": "item", "disc": "discount",
    "qnty": "quantity", "cnt": "count", "ts": "timestamp", "ext": "extended",
    "prc": "price", "cd": "code", "nm": "name", "prd": "product", "ctry": "country",
}  # fmt: skip


@cache
def normalised(header: str) -> str:
    """A header in lower case without accents, punctuation and currency, its words apart and whole.

    `CustomerID`, `customer_id` and `cust id` are equal."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", header)
    numbered = re.sub(r"(?i)№|#|\bn\.\s?[º°]", " no ", apart)
    plain = unicodedata.normalize("NFKD", numbered.replace("ß", "ss"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()
    words = [_SHORT.get(word, word) for word in re.findall(r"[^\W_]+", letters) if word not in _CURRENCIES]
    return " ".join(words) or letters.strip()


@cache
def _vocabulary() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((files("etl") / "vocabulary.toml").read_text(encoding="utf-8"))


@cache
def _exact() -> dict[str, dict[str, int]]:
    """For each field, its names with their ranks: the lower the better."""
    return {
        field: {normalised(name): rank for rank, name in enumerate(_vocabulary()[field]["names"])} for field in FIELDS
    }


@cache
def score(field: str, header: str) -> float:
    """How well a header names a field: 50..100 for one of its names, up to 45 for one among other words, else 0."""
    words = re.sub(_TAX, "", normalised(header))
    names = _exact()[field]
    if words not in names:
        words = words.removeprefix("order lines ")
    if words in names:
        return 100 - 50 * names[words] / len(names)
    if words.replace(" ", "") in {name.replace(" ", "") for name in names}:
        return 60
    if set(words.split()) & set(_vocabulary()[field]["never"]):
        return 0
    best = 0.0
    for name, rank in names.items():
        if f" {name} " in f" {words} ":
            others = len(words.split()) - len(name.split())
            best = max(best, 45 - 20 * rank / len(names) - 6 * others)
    return max(best, 0.0)


def recognised(header: list[str]) -> int:
    """How many fields a row of cells names, if it is a header."""
    words = {normalised(cell) for cell in header if cell and len(cell) < 60 and not cell[0].isdigit()}
    return sum(not words.isdisjoint(names) for names in _exact().values())
