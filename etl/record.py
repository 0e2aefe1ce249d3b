"""Live orders: a few at a time, all or nothing, the same number again replaces that order."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

import polars as pl

from backend.db import Database
from backend.errors import BadInput
from etl.load import load
from etl.records import LoadSummary
from etl.staging import Staged, Stager
from etl.understanding.dates import YEARS

MAXIMUM_ORDERS = 1_000
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "file": pl.String,
    "row_number": pl.Int64,
    "reason": pl.String,
    "column_name": pl.String,
    "value": pl.String,
    "number": pl.String,
    "code": pl.String,
    "kind": pl.String,
    "description": pl.String,
    "placed_at": pl.Datetime("us"),
    "customer": pl.String,
    "country": pl.String,
    "is_return": pl.Boolean,
    "quantity": pl.String,
    "unit_price": pl.String,
    "total": pl.String,
    "discount": pl.String,
}
SOURCE = "recordOrders"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line; a negative quantity is a return."""

    product: str
    name: str | None
    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    """One order as the shop took it, on its own clock."""

    number: str
    placed_at: datetime
    customer: str | None
    country: str
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True)
class _Recorded:
    """The orders as something that can be loaded."""

    rows: pl.DataFrame
    digest: bytes
    currency: str
    name: str = SOURCE
    mapping: str = "{}"

    def staged(self) -> Iterator[Staged]:
        yield Stager().stage(self.rows)


async def record_orders(db: Database, orders: list[Order], *, currency: str) -> LoadSummary:
    """Record the orders as one load. Raises BadInput that names the order and line, Conflict for another currency."""
    if not 1 <= len(orders) <= MAXIMUM_ORDERS:
        raise BadInput(f"orders holds {len(orders):,}; send 1 to {MAXIMUM_ORDERS:,} at a time", field="orders")
    for place, order in enumerate(orders):
        _check(f"orders[{place}]", order)
    twice = [number for number, times in Counter(order.number.strip() for order in orders).items() if times > 1]
    if twice:
        raise BadInput(f"order {twice[0]!r} stands in orders more than once; send it once, whole", field="orders")
    content = json.dumps([asdict(order) for order in orders], default=str, sort_keys=True).encode()
    recorded = _Recorded(_rows(orders), hashlib.sha256(content).digest(), currency)
    return await load(db, recorded, progress=lambda _phase, _share: None)


def _check(place: str, order: Order) -> None:
    checks = [
        ("number", order.number, "an order needs a number"),
        ("country", order.country, "an order needs a country; `Unspecified` if it is unknown"),
        ("lines", order.lines, "an order needs at least one line"),
        ("placedAt", YEARS[0] <= order.placed_at.year <= YEARS[1], f"the year must be {YEARS[0]} to {YEARS[1]}"),
    ]
    for name, value, message in checks:
        if not (value.strip() if isinstance(value, str) else value):
            raise BadInput(f"{place}.{name}: {message}", field=f"{place}.{name}")
    for number, line in enumerate(order.lines):
        _check_line(f"{place}.lines[{number}]", line)


def _check_line(place: str, line: OrderLine) -> None:
    checks = [
        ("product", not line.product.strip(), "a line needs a product"),
        ("quantity", line.quantity == 0, "the quantity is zero; leave the line out"),
        ("unitPrice", line.unit_price <= 0, f"the price is {line.unit_price}; it must be above zero"),
    ]
    for name, broken, message in checks:
        if broken:
            raise BadInput(f"{place}.{name}: {message}", field=f"{place}.{name}")


def _rows(orders: list[Order]) -> pl.DataFrame:
    """The lines as `etl.reading` yields rows."""
    rows = [
        {
            "number": _id(order.number),
            "code": (_clean(line.product) or "").upper(),
            "description": _clean(line.name),
            "placed_at": order.placed_at,
            "customer": _id(order.customer),
            "country": _clean(order.country),
            "is_return": line.quantity < 0,
            "quantity": format(line.quantity, "f"),
            "unit_price": format(line.unit_price, "f"),
        }
        for order in orders
        for line in order.lines
    ]
    return pl.DataFrame(rows, schema=_SCHEMA)


def _id(text: str | None) -> str | None:
    """A number as files have it: without the `.0` that spreadsheets add."""
    return re.sub(r"^(\d+)\.0$", r"\1", _clean(text) or "") or None


def _clean(text: str | None) -> str | None:
    return (text or "").replace("\0", "").strip() or None
