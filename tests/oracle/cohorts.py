"""Customers by the bucket of their first order ever, and how many of them bought again."""

from typing import Any

from tests.oracle.filters import SalesFilter, kept, span
from tests.oracle.measures import SALE, money
from tests.oracle.raw import Book
from tests.oracle.trend import bucket_start, buckets


def cohorts(book: Book, sales_filter: SalesFilter, granularity: str = "MONTH") -> list[dict[str, Any]]:
    """Cohorts of the new customers of the filter, the oldest first.

    Place k of retention and revenue is the k-th bucket after the first order's, up to the period's end; null where
    data set and filter do not cover the bucket.
    """
    days = span(book, sales_filter)
    if days is None:
        return []
    sales = kept(book, sales_filter).filter(SALE).drop_nulls("customer")
    starts = {day: bucket_start(day, granularity) for day in sales["day"].unique()}
    rows = [
        (customer, number, starts[day], amount)
        for customer, number, day, amount in sales.select("customer", "number", "day", "amount").iter_rows()
    ]
    first_orders = set(book.first_orders)
    joined = {customer: start for customer, number, start, _ in rows if number in first_orders}
    calendar = buckets(days, granularity)
    complete = {start: days[0] <= start and end <= days[1] for start, end in calendar}
    found = []
    for start in sorted(set(joined.values())):
        members = {customer for customer, joined_in in joined.items() if joined_in == start}
        later = [bucket for bucket, _ in calendar if bucket >= start]
        bought = {bucket: [row for row in rows if row[2] == bucket and row[0] in members] for bucket in later}
        found.append(
            {
                "start": start.isoformat(),
                "size": len(members),
                "retention": [
                    len({row[0] for row in bought[b]}) / len(members) if complete[b] else None for b in later
                ],
                "revenue": [money(sum(row[3] for row in bought[b])) if complete[b] else None for b in later],
            }
        )
    return found
