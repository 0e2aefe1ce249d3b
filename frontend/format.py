"""Numbers and dates as text: exact on hover, compact on cards, always with separators and a true minus sign."""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

SYMBOLS = {"GBP": "£", "USD": "$", "EUR": "€", "JPY": "¥", "INR": "₹", "CAD": "CA$", "AUD": "A$"}
MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
MISSING = "\N{EM DASH}"
SCALES = ((Decimal(10**9), "B"), (Decimal(10**6), "M"), (Decimal(10**3), "K"))
COMPACT_FROM = Decimal(100_000)
SCALE_REACHED = Decimal("0.9995")
SMALLEST_SCALED = Decimal(1000) * SCALE_REACHED
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Number = Decimal | float | int | str


def symbol(currency: str) -> str:
    """What stands before an amount: the sign, or the code and a space."""
    return SYMBOLS.get(currency, f"{currency} ")


def money(value: Number | None, currency: str, places: int | None = None) -> str:
    """An amount with every place it has, or rounded half up to `places`."""
    if value is None:
        return MISSING
    amount = Decimal(str(value))
    if places is not None:
        amount = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{MINUS if amount < 0 else ''}{symbol(currency)}{abs(amount):,f}"


def compact_money(value: Number | None, currency: str) -> str:
    """An amount for a card: 534.41, 12,345, and from 100,000 on three significant figures: 897K, 10.7M."""
    if value is None:
        return MISSING
    amount = Decimal(str(value))
    places = 2 if abs(amount) < 1000 else 0
    return f"{MINUS if amount < 0 else ''}{symbol(currency)}{_compact(abs(amount), places)}"


def short_money(value: Number, currency: str) -> str:
    """An amount beside a bar: 535, and from 1,000 on three significant figures: 12.3K, 814K, 2.18M."""
    amount = Decimal(str(value))
    size = abs(amount)
    text = _scaled(size) if size >= SMALLEST_SCALED else f"{size.quantize(Decimal(1), ROUND_HALF_UP):f}"
    return f"{MINUS if amount < 0 else ''}{symbol(currency)}{text}"


def count(value: Number | None) -> str:
    """A count or quantity in full: 19,960; fractions keep their places."""
    if value is None:
        return MISSING
    number = Decimal(str(value))
    whole = number == number.to_integral_value()
    return f"{MINUS if number < 0 else ''}{abs(number.to_integral_value() if whole else number):,f}"


def compact_count(value: Number | None) -> str:
    """A count for a card: 19,960 in full, from 100,000 on three significant figures: 5.59M."""
    if value is None:
        return MISSING
    number = Decimal(str(value))
    return f"{MINUS if number < 0 else ''}{_compact(abs(number), places=0)}"


def percent(share: Number | None, places: int = 1) -> str:
    """A share of 0 to 1 as a percentage."""
    if share is None:
        return MISSING
    number = Decimal(str(share)) * 100
    return f"{MINUS if number < 0 else ''}{abs(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}%"


def day(value: date) -> str:
    """1 Dec 2010."""
    return f"{value.day} {value:%b %Y}"


def days(start: date, end: date) -> str:
    """A range of days, without repeating the month or year both share: 10 Mar - 20 Jun 2011."""
    if start == end:
        return day(start)
    if start.year != end.year:
        return f"{day(start)} {DASH} {day(end)}"
    first = f"{start.day}" if start.month == end.month else f"{start.day} {start:%b}"
    return f"{first} {DASH} {day(end)}"


def _compact(number: Decimal, places: int) -> str:
    if number < COMPACT_FROM:
        return f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    return _scaled(number)


def _scaled(number: Decimal) -> str:
    """Three significant figures and a suffix; rounding may reach the next scale: 999,999 is 1.00M, not 1,000K."""
    scale, suffix = next((s, x) for s, x in SCALES if number >= s * SCALE_REACHED)
    scaled = number / scale
    places = 0 if scaled >= Decimal("99.95") else 1 if scaled >= Decimal("9.995") else 2
    return f"{scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}{suffix}"


def moment(iso: str | None, absent: str = "\N{EM DASH}") -> str:
    """A point of time as 22 Nov 2026 15:04 UTC."""
    if not iso:
        return absent
    at = datetime.fromisoformat(iso).astimezone(UTC)
    return f"{day(at.date())} {at:%H:%M} UTC"


def sentence(text: str) -> str:
    """A message of the API as a sentence."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"
