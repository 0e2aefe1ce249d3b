"""The walk through the months: facts are read in pieces of whole days, and what is kept of a month compared with them.

All is read in one transaction that sees one version of the data set, whatever is loaded meanwhile.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from backend.db import Database
from backend.rollups.families import (
    CHUNK,
    COHORTS,
    END,
    FAMILIES,
    GRAINS,
    MEASURES,
    MEMBERS,
    RUNNING,
    TABLES,
)
from backend.rollups.verification import counting
from backend.rollups.verification.differences import Difference, Differences
from backend.rollups.verification.reading import Scales, read_kept, read_lines, read_orders, scales

if TYPE_CHECKING:
    from backend.db import Connection

PIECE_LINES = 1_000_000
"""Lines held at a time, unless one day has more."""

COMPARED = (*TABLES, "orders", "customers", "descriptions", "dataset")
"""The tables that hold what was counted from the lines."""

_DAY = timedelta(days=1)
_ORDER_DAYS = "select placed_at::date as day, sum(line_count) as lines from orders group by 1"
_KEPT_MONTHS = " union ".join(f"select date_trunc('month', day)::date as day from {table}" for table in TABLES)
_DATASET = "select version, orders, lines, first_day, last_day from dataset"
_OF_CUSTOMERS = ("customer_id", "first_order_id", "first_country_id", "first_day", "last_day")
_OF_DESCRIPTIONS = ("description_id", "sales", "uses")
_OF_ORDERS = ("order_id", "revenue", "returns", "units", "sale_lines", "line_count")
_OF_MEMBERS = ("member", "day", "country_id", "chunk")


@dataclass(frozen=True, slots=True)
class Verified:
    """What was compared: `rows` of `COMPARED` with `lines`, all of one version; and what differed."""

    version: int
    lines: int
    rows: int
    differences: int
    first: tuple[Difference, ...]


@dataclass(slots=True)
class _Walk:
    """What the months passed so far leave behind."""

    found: Differences = field(default_factory=Differences)
    orders: int = 0
    lines: int = 0
    totals: dict[str, pl.DataFrame] = field(default_factory=dict)
    customers: pl.DataFrame | None = None
    descriptions: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=dict.fromkeys(_OF_DESCRIPTIONS, pl.Int64))
    )


async def verify(db: Database, piece_lines: int = PIECE_LINES) -> Verified:
    """Compare all that is kept with what the lines add up to."""
    async with (
        db.connection() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        days = {row["day"]: int(row["lines"]) for row in await connection.fetch(f"{_ORDER_DAYS} order by 1")}
        first, last = min(days, default=None), max(days, default=None)
        places = await scales(connection)
        walk = _Walk()
        for month in await _months(connection, days):
            following = _following(month)
            within = {day: lines for day, lines in days.items() if month <= day < following}
            ranges = list(pieces(within, piece_lines)) or [(month, month)]
            families, members = await _count(connection, walk, ranges, places)
            await _compare_families(connection, walk.found, families, month)
            await _compare_members(connection, walk.found, members, month)
            await _compare_cohorts(connection, walk, families["customers_countries"], month)
            await _compare_running(connection, walk, families, month, (first, last))
        return await _conclude(connection, walk, (first, last))


def pieces(days: dict[date, int], most: int) -> Iterator[tuple[date, date]]:
    """Ranges of days, ends excluded, that have at most so many lines, or are one day."""
    start, held = None, 0
    for day, lines in days.items():
        if start is not None and held + lines > most:
            yield start, day
            start, held = None, 0
        start, held = start or day, held + lines
    if start is not None:
        yield start, max(days) + _DAY


async def _months(connection: "Connection", days: Collection[date]) -> list[date]:
    """The months with facts or kept rows, and the one in which the running totals end."""
    kept = {row["day"] for row in await connection.fetch(_KEPT_MONTHS)}
    ends = {END} if days else set()
    return sorted(kept | ends | {day.replace(day=1) for day in days})


def _following(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


async def _count(
    connection: "Connection", walk: _Walk, ranges: Iterable[tuple[date, date]], places: Scales
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """The families' rows by day, and the members by day, of one month."""
    counted: dict[str, list[pl.DataFrame]] = {family.name: [] for family in FAMILIES}
    members: list[pl.DataFrame] = []
    for start, end in ranges:
        orders = await read_orders(connection, start, end)
        lines = counting.measured(await read_lines(connection, start, end, places))
        walk.orders, walk.lines = walk.orders + orders.height, walk.lines + lines.height
        whole, by_product = counting.whole_orders(orders, lines), counting.products(orders, lines)
        walk.found.compare("orders", ("order_id",), orders.select(_OF_ORDERS), whole)
        walk.descriptions = counting.descriptions(walk.descriptions, lines)
        walk.customers = counting.first_orders(walk.customers, whole)
        for family in FAMILIES:
            rows = by_product if "product_id" in family.keys else whole
            counted[family.name].append(counting.added_up(rows, family.keys))
        members += [counting.members(whole, "customer_id"), counting.members(by_product, "product_id")]
    return {name: pl.concat(rows) for name, rows in counted.items()}, pl.concat(members)


async def _compare_families(
    connection: "Connection", found: Differences, counted: dict[str, pl.DataFrame], month: date
) -> None:
    for family in FAMILIES:
        keys, days = ("day", *family.keys), counted[family.name]
        last_sale = ("last_sale",) if "customer_id" in family.keys else ()
        kept = await _kept(connection, family.table("day"), (*keys, *MEASURES), month)
        found.compare(family.table("day"), keys, kept, days)
        kept = await _kept(connection, family.table("month"), (*keys, *MEASURES, *last_sale), month)
        found.compare(family.table("month"), keys, kept, counting.month_of(days, family))


async def _compare_members(connection: "Connection", found: Differences, counted: pl.DataFrame, month: date) -> None:
    """Bitmaps by their rows, then bit by bit."""
    for grain, members in zip(GRAINS, (counted, counting.members_of_month(counted)), strict=True):
        table = f"{MEMBERS}_{grain}"
        kept = await _kept(connection, table, (*_OF_MEMBERS, "bits"), month)
        found.compare(table, _OF_MEMBERS, kept.select(_OF_MEMBERS), members.select(_OF_MEMBERS).unique())
        known = members.join(kept, on=_OF_MEMBERS, how="semi")
        found.compare(table, (*_OF_MEMBERS, "bit"), _bits(kept.unique(_OF_MEMBERS)), known, parts=True)


def _bits(kept: pl.DataFrame) -> pl.DataFrame:
    """One row for each bit that is set, with its place from the left."""
    text = np.frombuffer("".join(kept["bits"]).encode(), dtype=np.uint8).reshape(kept.height, CHUNK)
    rows, places = np.nonzero(text == ord("1"))
    return kept.select(_OF_MEMBERS)[rows].with_columns(bit=pl.Series(places, dtype=pl.Int64))


async def _compare_cohorts(connection: "Connection", walk: _Walk, days: pl.DataFrame, month: date) -> None:
    kept = await _kept(connection, COHORTS, ("day", "first_day", "customers", "revenue"), month)
    counted = kept.clear() if walk.customers is None else counting.cohorts(days, walk.customers)
    walk.found.compare(COHORTS, ("day", "first_day"), kept, counted)


async def _compare_running(
    connection: "Connection",
    walk: _Walk,
    families: dict[str, pl.DataFrame],
    month: date,
    ends: tuple[date | None, date | None],
) -> None:
    """Running totals of the month's marks; those of its end are left behind for the next month."""
    marks = pl.date_range(month, _following(month), closed="left", eager=True)
    for each in RUNNING.values():
        days, before = families[each.source], walk.totals.get(each.name)
        last_sale = ("last_sale",) if "customer_id" in each.keys else ()
        kept = await _kept(connection, each.table, ("day", *each.keys, *MEASURES, *last_sale), month)
        wanted = []
        for mark in (mark for mark in marks if counting.is_mark(mark, *ends)):
            totals = counting.running(before, days.filter(pl.col("day") < mark), each)
            wanted.append(totals.with_columns(day=pl.lit(mark)))
        walk.totals[each.name] = counting.running(before, days, each)
        counted = pl.concat(wanted) if wanted else kept.clear()
        walk.found.compare(each.table, ("day", *each.keys), kept, counted)


async def _conclude(connection: "Connection", walk: _Walk, ends: tuple[date | None, date | None]) -> Verified:
    """Compare what is kept once: of customers, and of the data set."""
    kept = await read_kept(connection, "customers", _OF_CUSTOMERS)
    sold = kept.clear() if walk.customers is None else walk.customers
    counted = kept.select("customer_id").join(sold, on="customer_id", how="left")
    walk.found.compare("customers", ("customer_id",), kept, counted)
    kept = await read_kept(connection, "descriptions", _OF_DESCRIPTIONS)
    used = kept.select("description_id").join(walk.descriptions, on="description_id", how="left").fill_null(0)
    walk.found.compare("descriptions", ("description_id",), kept, used)
    state = await connection.fetchrow(_DATASET)
    assert state is not None, "the first migration makes the one row"
    counts = {"orders": walk.orders, "lines": walk.lines, "first_day": ends[0], "last_day": ends[1]}
    walk.found.compare_values("dataset", {name: state[name] for name in counts}, counts)
    return Verified(
        version=state["version"],
        lines=walk.lines,
        rows=walk.found.rows,
        differences=walk.found.total,
        first=tuple(walk.found.first),
    )


async def _kept(connection: "Connection", table: str, columns: tuple[str, ...], month: date) -> pl.DataFrame:
    return await read_kept(connection, table, columns, "day >= $1 and day < $2", month, _following(month))
