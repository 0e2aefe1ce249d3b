"""Which column is which field: by the words of the header, checked against the values below it."""

from collections.abc import Callable

import polars as pl

from etl.contract import DateReading
from etl.understanding.dates import read_dates, shapes
from etl.understanding.numbers import NumberEvidence
from etl.understanding.status import return_pattern
from etl.vocabulary import FIELDS, normalised, score

_LEAST_SCORE = 15
_GROUPS = {
    "product category", "category", "product type", "item type", "item category", "product group", "department",
    "kategorie", "warengruppe", "produktgruppe", "categorie", "categoria", "rubrik", "rubro", "famille",
}  # fmt: skip
"""What stands for the product in files that have no product."""
_BARE_NAMES = {"name", "nom", "nombre", "nome", "naam"}
"""What may be anyone's name, but is the product's beside a product code."""
_REFERENCES = {"reference", "ref", "referencia", "riferimento", "referenz"}
"""What is a product's code on a row of an item, else the order's."""
_LEAST_SHARE = 0.5
_KNOWN_STATUS = (
    r"(?i)^(?:wc-)?(?:paid|unpaid|pending|complete|completed|open|closed|shipped|delivered|processing|invoiced|sale|sold|yes|no|true|false|ok|"
    r"refund|return|cancel|void|credit|invoice|order|verkauf|rechnung|gutschrift|retoure|storn|bezahlt|offen|versandt|vente|avoir|retour|rembours|annul|livr|pay|"
    r"venta|devol|reembols|cancelad|entregad|pagad|vendita|reso|rimbors|annull|consegnat|betaald|verkoop|geretour|geannul|"
    r"(?:[01tfyn]|ja|nein|oui|non|s[ií]|nee)$)"
)


def map_columns(sample: pl.DataFrame, columns: list[str], known: dict[str, str]) -> dict[str, str]:
    """Fields and their columns: those known, and for the other fields the columns whose header and values fit best."""
    mapped = dict(known)
    ranked = sorted(
        (
            (-points, FIELDS.index(field), place, field, column)
            for field in FIELDS
            if field not in known
            for place, column in enumerate(columns)
            if (points := score(field, column)) >= _LEAST_SCORE
        ),
    )
    for _, _, _, field, column in ranked:
        if field not in mapped and column not in mapped.values() and _fits(field, sample[column]):
            mapped[field] = column
    if "status" in mapped and "status" not in known and not _tells_returns(sample, mapped["status"]):
        free = [column for *_, field, column in ranked if field == "status" and column not in mapped.values()]
        telling = [column for column in free if _tells_returns(sample, column) and _fits("status", sample[column])]
        mapped.update(zip(["status"], telling, strict=False))
    if "date" not in mapped:
        dated = [column for column in columns if column not in mapped.values() and _is_plainly_date(sample[column])]
        if len(dated) == 1:
            mapped["date"] = dated[0]
    if not {"name", "quantity", "price"} & mapped.keys() and normalised(mapped.get("product", "")) in _REFERENCES:
        mapped.setdefault("order", mapped.pop("product"))
    if not {"product", "name"} & mapped.keys():
        grouped = [column for column in columns if normalised(column) in _GROUPS and column not in mapped.values()]
        mapped.update(zip(["name"], grouped, strict=False))
    if "product" in mapped and "name" not in mapped:
        bare = [column for column in columns if normalised(column) in _BARE_NAMES and column not in mapped.values()]
        mapped.update(zip(["name"], bare, strict=False))
    return {field: mapped[field] for field in FIELDS if field in mapped}


def _fits(field: str, cells: pl.Series) -> bool:
    values = cells.str.strip_chars().replace("", None).drop_nulls().unique()
    check = _CHECKS.get(field)
    return values.len() > 0 if check is None else values.len() > 0 and check(values)


def _tells_returns(sample: pl.DataFrame, column: str) -> bool:
    pattern = return_pattern(column, ()) or ""
    return bool(sample[column].str.strip_chars().str.to_lowercase().str.contains(pattern).any())


def _is_number(values: pl.Series) -> bool:
    evidence = NumberEvidence()
    evidence.add(values)
    return evidence.share >= _LEAST_SHARE


def is_date(values: pl.Series) -> bool:
    """Whether most of the values are dates, in any form, numbers of days or seconds included."""
    found = read_dates(values, DateReading(serial=True, unix=True)).drop_nulls().len() + shapes(values).height
    return found >= _LEAST_SHARE * values.len()


def _is_plainly_date(cells: pl.Series) -> bool:
    """Whether no one would take the values for anything but dates."""
    values = cells.str.strip_chars().replace("", None).drop_nulls().unique()
    parted = values.filter(values.str.contains(r"\d[-/. ]\p{L}|\p{L} \d|\d[-/.]\d{1,2}[-/.]\d"))
    return parted.len() > 0 and parted.len() >= 0.95 * values.len() and is_date(parted)


def _is_time(values: pl.Series) -> bool:
    clock = values.str.contains(
        r"(?i)^(?:\d{4}-\d\d-\d\d[ T])?"
        r"\d{1,2}(?:[:.h]\d{2}){1,2}(?:[.,]\d+)?h?\s*(?:[ap]\.?m\.?)?(?: uhr)?$|^0?\.\d+$|^\d{3,6}$"
    )
    return bool(clock.mean() >= _LEAST_SHARE)  # type: ignore[operator]


def _is_status(values: pl.Series) -> bool:
    return values.len() <= 60 and bool(values.str.contains(_KNOWN_STATUS).any())


_CHECKS: dict[str, Callable[[pl.Series], bool]] = {
    "quantity": _is_number,
    "price": _is_number,
    "total": _is_number,
    "discount": lambda values: _is_number(values.str.strip_chars_end("% ")),
    "date": is_date,
    "time": _is_time,
    "status": _is_status,
}
