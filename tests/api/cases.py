"""The filters under which every field is compared, made from a data set so that each has something to show."""

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl

from tests.oracle.filters import SalesFilter, data_days
from tests.oracle.raw import Book


def days_of(book: Book) -> tuple[date, date]:
    days = data_days(book)
    assert days is not None
    return days


def common(book: Book, column: str, *places: int) -> tuple[str, ...]:
    """Members of the column by how many lines they have, at these places of that ranking."""
    counts = book.lines.drop_nulls(column).group_by(column).len().sort(["len", column], descending=[True, False])
    return tuple(counts[column][place] for place in places)


def only_returned(book: Book, column: str) -> tuple[str, ...]:
    """Members of the column with returns but no sale."""
    known = book.lines.drop_nulls(column).group_by(column).agg(pl.col("sale").any())
    return tuple(sorted(known.filter(~pl.col("sale"))[column])[:2])


def closed_day(book: Book) -> date:
    """A day without any order, or the first day where there is none."""
    first, last = days_of(book)
    opened = set(book.orders["day"])
    days = (first + timedelta(days=place) for place in range((last - first).days))
    return next((day for day in days if day not in opened), first)


def between(book: Book, start: float, end: float) -> tuple[date, date]:
    """Days at these shares of the data set's span; they cut months, weeks and quarters."""
    first, last = days_of(book)
    length = (last - first).days
    return first + timedelta(days=int(start * length)), first + timedelta(days=int(end * length))


def month(book: Book) -> tuple[date, date]:
    """A whole month in the middle of the data set."""
    start = between(book, 0.5, 0.5)[0].replace(day=1)
    return start, (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def customers(book: Book) -> tuple[str, ...]:
    return common(book, "customer", 0, 5, 50) + only_returned(book, "customer")


def products(book: Book) -> tuple[str, ...]:
    return common(book, "product", 0, 1, 7, 300) + only_returned(book, "product")


CASES: dict[str, Callable[[Book], SalesFilter]] = {
    "none": lambda _: SalesFilter(),
    "dates cutting months": lambda book: SalesFilter(*between(book, 0.27, 0.55)),
    "a whole month": lambda book: SalesFilter(*month(book)),
    "one day": lambda book: SalesFilter(*between(book, 0.33, 0.33)),
    "two weeks": lambda book: SalesFilter(*between(book, 0.7, 0.735)),
    "from alone": lambda book: SalesFilter(from_=between(book, 0.6, 1)[0]),
    "to alone": lambda book: SalesFilter(to=between(book, 0, 0.4)[1]),
    "overlapping both ends": lambda book: SalesFilter(
        days_of(book)[0] - timedelta(days=45), days_of(book)[1] + timedelta(days=400)
    ),
    "countries": lambda book: SalesFilter(countries=common(book, "country", 1, 2, 9)),
    "products": lambda book: SalesFilter(products=products(book)),
    "customers": lambda book: SalesFilter(customers=customers(book)),
    "merchandise": lambda _: SalesFilter(product_kind="MERCHANDISE"),
    "service": lambda _: SalesFilter(product_kind="SERVICE"),
    "dates and countries": lambda book: SalesFilter(*between(book, 0.1, 0.83), countries=common(book, "country", 0, 3)),
    "dates and kind": lambda book: SalesFilter(*between(book, 0.41, 0.62), product_kind="SERVICE"),
    "products and customers": lambda book: SalesFilter(products=products(book), customers=customers(book)),
    "everything at once": lambda book: SalesFilter(
        *between(book, 0.05, 0.95),
        countries=common(book, "country", 0, 1),
        products=products(book),
        customers=customers(book),
        product_kind="MERCHANDISE",
    ),
    "a closed day": lambda book: SalesFilter(closed_day(book), closed_day(book)),
    "before the data": lambda book: SalesFilter(
        days_of(book)[0] - timedelta(days=60), days_of(book)[0] - timedelta(days=30)
    ),
    "after the data": lambda book: SalesFilter(from_=days_of(book)[1] + timedelta(days=1)),
    "returns alone": lambda book: SalesFilter(customers=only_returned(book, "customer") or customers(book)[-1:]),
    "nothing in common": lambda book: SalesFilter(
        countries=common(book, "country", -1), customers=common(book, "customer", 0)
    ),
}
