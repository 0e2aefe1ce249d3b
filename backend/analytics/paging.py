"""Keyset paging: a page is found by where the last one ended, not by counting rows over."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Literal, TypeVar

from asyncpg import Record

from backend.db import Database
from backend.errors import BadInput

MAXIMUM_PAGE = 1_000
Direction = Literal["ASC", "DESC"]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list; `cursors` has one entry per row, `total` counts the whole list."""

    rows: list[Row]
    cursors: list[str]
    total: int
    has_next: bool
    has_previous: bool


@dataclass(frozen=True, slots=True)
class PageRequest:
    """How much of a list, after which cursor."""

    first: int
    after: str | None = None

    def __post_init__(self) -> None:
        check_first(self.first)


def check_first(first: int) -> int:
    """A page size within 1..1,000. Raises BadInput otherwise."""
    if not 1 <= first <= MAXIMUM_PAGE:
        raise BadInput(f"first is {first}; it must be 1 to {MAXIMUM_PAGE:,}", field="first")
    return first


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole list as SQL, to be paged.

    `sql` yields the columns `sort_value` (numeric, nulls last) and `sort_key` (text, unique) beside the row's own.
    `identity` names the list (filter, order, search): a cursor of another list is refused. Where a `key` column is
    named, by which the rows are grouped, only what the order needs is made of all rows, and the rest of a page's.
    """

    sql: str
    arguments: tuple[object, ...]
    direction: Direction
    identity: Sequence[object]
    key: str | None = None


async def page(db: Database, listing: Listing, request: PageRequest, build: Callable[[Record], Row]) -> Page[Row]:
    """The page after the cursor. Raises BadInput for a cursor that is not one of this list's."""
    mark = _mark(listing.direction, listing.identity)
    arguments = list(listing.arguments)
    after = ""
    if request.after is not None:
        value, key = _read_cursor(request.after, mark)
        after, added = _after(value, key, listing.direction, len(arguments) + 1)
        arguments += added
    order = f"order by sort_value {listing.direction} nulls last, sort_key"
    columns = f"sort_value, sort_key, {listing.key}" if listing.key else "*"
    shown = "select * from following"
    if listing.key:
        keys = f"select {listing.key} from following"
        shown = f"select * from ({listing.sql}) everything where {listing.key} = any(array({keys}))"
    sql = f"""with listed as (select {columns} from ({listing.sql}) everything), following as (
        select * from listed {after} {order} limit {int(request.first) + 1})
        select (select count(*) from listed) as total, shown.*
        from (select) one left join ({shown}) shown on true {order}"""
    found = await db.rows(sql, *arguments)
    rows = [row for row in found if row["sort_key"] is not None]
    return _page(rows, found[0]["total"], request.first, mark, build, has_previous=request.after is not None)


def page_of(
    rows: Sequence[Record],
    total: int,
    first: int,
    identity: Sequence[object],
    direction: Direction,
    build: Callable[[Record], Row],
) -> Page[Row]:
    """A first page from rows fetched otherwise, one more than `first` if there are more; cursors as `page` has them."""
    return _page(rows, total, first, _mark(direction, identity), build, has_previous=False)


def _page(
    rows: Sequence[Record], total: int, first: int, mark: str, build: Callable[[Record], Row], *, has_previous: bool
) -> Page[Row]:
    shown = rows[:first]
    return Page(
        rows=[build(row) for row in shown],
        cursors=[_cursor(row["sort_value"], row["sort_key"], mark) for row in shown],
        total=total,
        has_next=len(rows) > len(shown),
        has_previous=has_previous,
    )


def _mark(direction: Direction, identity: Sequence[object]) -> str:
    return hashlib.sha256(repr((direction, *identity)).encode()).hexdigest()[:16]


def _after(value: Decimal | None, key: str, direction: Direction, number: int) -> tuple[str, list[object]]:
    """The condition for rows behind (value, key), whose parameters begin at `number`."""
    if value is None:
        return f"where sort_value is null and sort_key > ${number}", [key]
    beyond = "<" if direction == "DESC" else ">"
    condition = (
        f"where sort_value {beyond} ${number}::numeric or sort_value is null "
        f"or sort_value = ${number}::numeric and sort_key > ${number + 1}"
    )
    return condition, [value, key]


def _cursor(value: Decimal | int | None, key: str, mark: str) -> str:
    content = json.dumps([mark, None if value is None else str(value), key])
    return base64.urlsafe_b64encode(content.encode()).decode()


def _read_cursor(cursor: str, mark: str) -> tuple[Decimal | None, str]:
    try:
        found, value, key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        number = None if value is None else Decimal(value)
    except (ValueError, ArithmeticError, TypeError, binascii.Error, RecursionError) as error:
        raise BadInput("after is not a cursor of this API; pass an endCursor unchanged", field="after") from error
    if found != mark or not isinstance(key, str):
        raise BadInput(
            "after is a cursor of another filter, order or search; begin this list without it", field="after"
        )
    return number, key
