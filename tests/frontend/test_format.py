"""Numbers and dates as text."""

# ruff: noqa: RUF001 -- the true minus sign and the dash are what is shown

from datetime import date

import pytest

from frontend import format as show


@pytest.mark.parametrize(
    ("value", "exact", "compact", "short"),
    [
        ("10666684.544", "£10,666,684.544", "£10.7M", "£10.7M"),
        ("-896812.49", "−£896,812.49", "−£897K", "−£897K"),
        ("534.403034", "£534.403034", "£534.40", "£534"),
        ("99999.49", "£99,999.49", "£99,999", "£100K"),
        ("12345.60", "£12,345.60", "£12,346", "£12.3K"),
        ("999999.90", "£999,999.90", "£1.00M", "£1.00M"),
        ("1234567890.00", "£1,234,567,890.00", "£1.23B", "£1.23B"),
        ("0.00", "£0.00", "£0.00", "£0"),
        (None, "—", "—", None),
    ],
)
def test_money(value: str | None, exact: str, compact: str, short: str | None) -> None:
    assert show.money(value, "GBP") == exact
    assert show.compact_money(value, "GBP") == compact
    if value is not None:
        assert show.short_money(value, "GBP") == short


def test_money_takes_the_data_sets_currency() -> None:
    assert show.money("1234.5", "EUR", 2) == "€1,234.50"
    assert show.money("1234.5", "SEK", 2) == "SEK 1,234.50"


def test_money_is_exact_where_floats_are_not() -> None:
    assert show.money("9007199254740993.10", "USD") == "$9,007,199,254,740,993.10"


@pytest.mark.parametrize(
    ("value", "exact", "compact"),
    [
        (19960, "19,960", "19,960"),
        (5588376.0, "5,588,376", "5.59M"),
        (-277574, "−277,574", "−278K"),
        (12.25, "12.25", "12"),
        (None, "—", "—"),
    ],
)
def test_counts(value: float | None, exact: str, compact: str) -> None:
    assert show.count(value) == exact
    assert show.compact_count(value) == compact


@pytest.mark.parametrize(("share", "text"), [(0.0840757, "8.4%"), (-0.5, "−50.0%"), (12.5, "1,250.0%"), (None, "—")])
def test_percent(share: float | None, text: str) -> None:
    assert show.percent(share) == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2011, 3, 10), date(2011, 6, 20), "10 Mar – 20 Jun 2011"),
        (date(2011, 3, 1), date(2011, 3, 31), "1 – 31 Mar 2011"),
        (date(2010, 12, 1), date(2011, 12, 9), "1 Dec 2010 – 9 Dec 2011"),
        (date(2011, 3, 1), date(2011, 3, 1), "1 Mar 2011"),
    ],
)
def test_ranges_of_days(start: date, end: date, text: str) -> None:
    assert show.days(start, end) == text
