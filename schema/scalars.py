"""The contract's scalars, strict in what they read and exact in what they write."""

import re
from datetime import date, datetime
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache
from operator import methodcaller
from typing import NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

LocalDateTime = NewType("LocalDateTime", datetime)

_CENT = Decimal("0.01")
_quantized = Context(prec=200).quantize
_MOST_PLACES = 30
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def money(amount: Decimal) -> Decimal:
    """A sum with at least 2 places and no more than it needs."""
    cents = _quantized(amount, _CENT)
    if cents == amount:
        return cents
    _, digits, exponent = amount.as_tuple()
    assert isinstance(exponent, int)
    zeros = 0
    while zeros < -exponent - 2 and (zeros >= len(digits) or digits[-1 - zeros] == 0):
        zeros += 1
    return amount.quantize(Decimal(1).scaleb(exponent + zeros)) if zeros else amount


def _parse_date(value: object) -> date:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError(f"Date must be a string like 2011-12-09, not {value!r}")
    return date.fromisoformat(value)


def _parse_decimal(value: object) -> Decimal:
    try:
        number = (
            Decimal(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else Decimal(repr(value))
        )
    except InvalidOperation as error:
        raise ValueError(f"Decimal must be a string like 1234.50, not {value!r}") from error
    if not number.is_finite():
        raise ValueError(f"Decimal must be a finite number, not {value!r}")
    if (number and abs(number.adjusted()) > _MOST_PLACES) or len(number.as_tuple().digits) > 2 * _MOST_PLACES:
        raise ValueError(f"Decimal must have at most {_MOST_PLACES} places before and behind the point")
    return number


def _parse_local(value: object) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    if moment is None or moment.tzinfo is not None:
        raise ValueError(f"LocalDateTime must be a string like 2011-12-09T12:50:00 without an offset, not {value!r}")
    return moment


SCALARS: dict[object, ScalarDefinition] = {
    date: strawberry.scalar(
        name="Date",
        description="A calendar day of the shop's own clock, e.g. 2011-12-09.",
        serialize=lru_cache(maxsize=10_000)(date.isoformat),  # answers hold the same days again and again
        parse_value=_parse_date,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="An exact decimal number in plain notation, as a string.",
        serialize=methodcaller("__format__", "f"),
        parse_value=_parse_decimal,
    ),
    LocalDateTime: strawberry.scalar(
        name="LocalDateTime",
        description="A shop's wall-clock time without an offset, e.g. 2011-12-09T12:50:00.",
        serialize=lambda value: value.isoformat(timespec="seconds"),
        parse_value=_parse_local,
    ),
}
