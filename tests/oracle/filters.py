"""SalesFilter: the rows it keeps and the period it stands for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from tests.oracle.raw import Book


@dataclass(frozen=True)
class SalesFilter:
    """The contract's input of the same name; None means all."""

    from_: date | None = None
    to: date | None = None
    countries: tuple[str, ...] | None = None
    products: tuple[str, ...] | None = None
    customers: tuple[str, ...] | None = None
    product_kind: str | None = None

    def variables(self) -> dict[str, Any]:
        """The filter as a GraphQL variable; absent means null."""
        fields = {
            "from": self.from_ and self.from_.isoformat(),
            "to": self.to and self.to.isoformat(),
            "countries": self.countries and list(self.countries),
            "products": self.products and list(self.products),
            "customers": self.customers and list(self.customers),
            "productKind": self.product_kind,
        }
        return {name: value for name, value in fields.items() if value is not None}


def data_days(book: Book) -> tuple[date, date] | None:
    """First and last day of the data set."""
    days = book.orders["day"]
    return (days.min(), days.max()) if len(days) else None  # type: ignore[return-value]


def asked_days(book: Book, sales_filter: SalesFilter) -> tuple[date, date] | None:
    """The filter's own days; where it names none, the data set's."""
    data = data_days(book)
    if data is None:
        return None
    return sales_filter.from_ or data[0], sales_filter.to or data[1]


def span(book: Book, sales_filter: SalesFilter) -> tuple[date, date] | None:
    """The filter's days cut to the data set's; None where they do not meet."""
    data, asked = data_days(book), asked_days(book, sales_filter)
    if data is None or asked is None:
        return None
    first, last = max(data[0], asked[0]), min(data[1], asked[1])
    return (first, last) if first <= last else None


def period(book: Book, sales_filter: SalesFilter) -> dict[str, Any]:
    days = span(book, sales_filter)
    if days is None:
        return {"from": None, "to": None, "days": 0, "complete": False}
    return {
        "from": days[0].isoformat(),
        "to": days[1].isoformat(),
        "days": (days[1] - days[0]).days + 1,
        "complete": days == asked_days(book, sales_filter),
    }


def kept(book: Book, sales_filter: SalesFilter) -> pl.DataFrame:
    """The lines that the filter keeps."""
    rows = book.lines
    if sales_filter.from_ is not None:
        rows = rows.filter(pl.col("day") >= sales_filter.from_)
    if sales_filter.to is not None:
        rows = rows.filter(pl.col("day") <= sales_filter.to)
    for column, wanted in (
        ("country", sales_filter.countries),
        ("product", sales_filter.products),
        ("customer", sales_filter.customers),
    ):
        if wanted is not None:
            rows = rows.filter(pl.col(column).is_in(list(wanted)).fill_null(value=False))
    if sales_filter.product_kind is not None:
        rows = rows.filter(pl.col("service") == (sales_filter.product_kind == "SERVICE"))
    return rows
