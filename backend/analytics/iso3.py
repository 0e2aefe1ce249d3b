"""ISO 3166-1 alpha-3 codes of country names as shops write them."""

from functools import lru_cache

# Names that are no ISO name; the Channel Islands have no code of their own and take that of Jersey, the largest.
_BY_HABIT = {
    "CHANNEL ISLANDS": "JEY",
    "CZECH REPUBLIC": "CZE",
    "EIRE": "IRL",
    "ENGLAND": "GBR",
    "GREAT BRITAIN": "GBR",
    "HOLLAND": "NLD",
    "IRAN": "IRN",
    "IVORY COAST": "CIV",
    "KOREA": "KOR",
    "NORTHERN IRELAND": "GBR",
    "REPUBLIC OF IRELAND": "IRL",
    "RSA": "ZAF",
    "RUSSIA": "RUS",
    "SCOTLAND": "GBR",
    "SOUTH KOREA": "KOR",
    "SWAZILAND": "SWZ",
    "THE NETHERLANDS": "NLD",
    "TURKEY": "TUR",
    "UAE": "ARE",
    "UK": "GBR",
    "WALES": "GBR",
}


@lru_cache(maxsize=4096)
def iso3(country: str) -> str | None:
    """The code of a country by name, official name or code; None for what is no country (European Community)."""
    import pycountry  # reads its tables when imported, which only this function needs

    name = country.strip().upper()
    if name in _BY_HABIT:
        return _BY_HABIT[name]
    try:
        return str(pycountry.countries.lookup(name).alpha_3)
    except LookupError:
        return None
