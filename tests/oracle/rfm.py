"""Recency, frequency and monetary scores of known customers with a sale, and the segment of each."""

from bisect import bisect_left
from collections import defaultdict
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from tests.oracle.filters import SalesFilter, kept, span
from tests.oracle.measures import SALE, average, money, totals_by
from tests.oracle.raw import Book

SEGMENTS = (
    ("LOST", (1,), (1,)),
    ("HIBERNATING", (1, 2), (1, 2)),
    ("AT_RISK", (1, 2), (3, 4)),
    ("CANNOT_LOSE", (1, 2), (5,)),
    ("ABOUT_TO_SLEEP", (3,), (1, 2)),
    ("NEED_ATTENTION", (3,), (3,)),
    ("LOYAL", (3, 4), (4, 5)),
    ("PROMISING", (4,), (1,)),
    ("NEW", (5,), (1,)),
    ("POTENTIAL_LOYALIST", (4, 5), (2, 3)),
    ("CHAMPIONS", (5,), (4, 5)),
)


def segment_of(recency: int, frequency: int) -> str:
    return next(name for name, rs, fs in SEGMENTS if recency in rs and frequency in fs)


def scores(goodness: dict[str, int]) -> dict[str, int]:
    """1 + floor(5 x share of customers strictly worse); the higher the better."""
    ordered = sorted(goodness.values())
    return {customer: 1 + 5 * bisect_left(ordered, value) // len(ordered) for customer, value in goodness.items()}


def scored(book: Book, sales_filter: SalesFilter) -> dict[str, dict[str, int]]:
    """Each customer's recency in days, orders, revenue, and the scores r, f and m."""
    days = span(book, sales_filter)
    if days is None:
        return {}
    sales = kept(book, sales_filter).filter(SALE)
    found = totals_by(sales, "customer")
    latest: dict[str, date] = dict(
        sales.drop_nulls("customer").group_by("customer").agg(pl.col("day").max()).iter_rows()
    )
    recency = {customer: (days[1] - latest[customer]).days for customer in found}
    r = scores({customer: -age for customer, age in recency.items()})
    f = scores({customer: total.orders for customer, total in found.items()})
    m = scores({customer: total.revenue for customer, total in found.items()})
    return {
        customer: {
            "recency": recency[customer],
            "orders": total.orders,
            "revenue": total.revenue,
            "r": r[customer],
            "f": f[customer],
            "m": m[customer],
        }
        for customer, total in found.items()
    }


def rfm(book: Book, sales_filter: SalesFilter) -> dict[str, dict[str, Any]]:
    """Every occupied segment by name."""
    groups = defaultdict(list)
    for row in scored(book, sales_filter).values():
        groups[segment_of(row["r"], row["f"])].append(row)
    return {
        name: {
            "segment": name,
            "customers": len(rows),
            "revenue": money(sum(row["revenue"] for row in rows)),
            "averageRecencyDays": sum(row["recency"] for row in rows) / len(rows),
            "averageOrders": sum(row["orders"] for row in rows) / len(rows),
            "averageRevenue": average(Fraction(sum(row["revenue"] for row in rows), len(rows))),
        }
        for name, rows in groups.items()
    }
