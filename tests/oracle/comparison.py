"""The filter over another period, and the causes of the change in net revenue since then."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle.filters import SalesFilter, kept, span
from tests.oracle.measures import Totals, money, totals, totals_by
from tests.oracle.raw import Book

COMPARISONS = ("PREVIOUS_PERIOD", "PREVIOUS_YEAR", "PREVIOUS_YEAR_SAME_WEEKDAYS")
EXACT_STEPS = ("NEW_PRODUCTS", "LOST_PRODUCTS", "RETURNS")


def year_before(day: date, *, ends: bool) -> date:
    """The same date a year before, 29 February becoming 28; an end that ends a month still does."""
    last = monthrange(day.year - 1, day.month)[1]
    ends_month = ends and day.day == monthrange(day.year, day.month)[1]
    return date(day.year - 1, day.month, last if ends_month else min(day.day, last))


def compared(book: Book, sales_filter: SalesFilter, comparison: str) -> SalesFilter:
    """The same filter over the other period; the filter must meet the data."""
    days = span(book, sales_filter)
    assert days is not None
    first, last = days
    if comparison == "PREVIOUS_PERIOD":
        moved = first - (last - first) - timedelta(days=1), first - timedelta(days=1)
    elif comparison == "PREVIOUS_YEAR":
        moved = year_before(first, ends=False), year_before(last, ends=True)
    else:
        moved = first - timedelta(days=364), last - timedelta(days=364)
    return replace(sales_filter, from_=moved[0], to=moved[1])


def bridge(book: Book, sales_filter: SalesFilter, comparison: str) -> dict[str, Any]:
    """Previous, current and change as text, each step as the exact fraction of 10^-9 that the formula gives."""
    before, now = kept(book, compared(book, sales_filter, comparison)), kept(book, sales_filter)
    old, new = totals(before), totals(now)
    sold_old, sold_new = sold(totals_by(before, "product")), sold(totals_by(now, "product"))
    both = sold_old.keys() & sold_new.keys()
    price_old = {code: Fraction(sold_old[code].revenue, sold_old[code].units) for code in both}
    units_old, units_new = (sum(side[code].units for code in both) for side in (sold_old, sold_new))
    at_old_prices = sum((sold_new[code].units * price_old[code] for code in both), Fraction(0))
    average = Fraction(sum(sold_old[code].revenue for code in both), units_old) if both else Fraction(0)
    return {
        "previous": money(old.net_revenue),
        "current": money(new.net_revenue),
        "change": money(new.net_revenue - old.net_revenue),
        "steps": {
            "VOLUME": (units_new - units_old) * average,
            "MIX": at_old_prices - units_new * average,
            "PRICE": sum(sold_new[code].revenue for code in both) - at_old_prices,
            "NEW_PRODUCTS": Fraction(sum(sold_new[code].revenue for code in sold_new.keys() - both)),
            "LOST_PRODUCTS": Fraction(-sum(sold_old[code].revenue for code in sold_old.keys() - both)),
            "RETURNS": Fraction(new.returns - old.returns),
        },
    }


def sold(members: dict[str, Totals]) -> dict[str, Totals]:
    return {code: total for code, total in members.items() if total.lines}
