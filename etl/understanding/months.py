"""Months by name, in the languages of the vocabulary."""

import polars as pl

_NAMES = {
    1: ("jan", "ene", "gen", "sty"),
    2: ("feb", "fev", "lut"),
    3: ("mar", "maa", "mrt", "mae", "mrz"),
    4: ("apr", "abr", "avr", "kwi"),
    5: ("may", "mai", "mei", "mag", "maj"),
    6: ("jun", "giu", "juin", "cze"),
    7: ("jul", "lug", "juil", "lip"),
    8: ("aug", "ago", "aou", "sie"),
    9: ("sep", "set", "wrz"),
    10: ("oct", "okt", "ott", "out", "paz"),
    11: ("nov", "lis"),
    12: ("dec", "dez", "dic", "gru"),
}
_NUMBERS = {name: str(number).zfill(2) for number, names in _NAMES.items() for name in names}
MONTH = r"\p{L}{3,10}"
"""A word that may be a month's name, for a regular expression."""


def month_number(name: pl.Expr) -> pl.Expr:
    """The month of that name, two digits; null if unknown."""
    name = name.str.to_lowercase()
    for accented, plain in (("é", "e"), ("è", "e"), ("ä", "a"), ("û", "u"), ("ź", "z")):
        name = name.str.replace_all(accented, plain, literal=True)
    four, three = (
        name.str.slice(0, letters).replace_strict(_NUMBERS, default=None, return_dtype=pl.String) for letters in (4, 3)
    )
    return four.fill_null(three)
