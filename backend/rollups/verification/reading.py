"""Reading for the verification: facts and kept rows, copied from the server as CSV and read by Polars.

Days travel as days since 1970 and times as microseconds; kept decimals as text without trailing zeros, so that
whatever a row may hold can be compared.
"""

import asyncio
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from backend.db import Connection

Schema = Mapping[str, pl.DataType | type[pl.DataType]]

_EPOCH = "date '1970-01-01'"
_DAYS = {"day", "first_day", "last_day", "last_sale"}
_DECIMALS = {"revenue", "returns", "units"}
_SCALES = """
select coalesce(max(scale(amount)), 0), coalesce(max(scale(quantity)), 0) from lines
"""
_ORDERS = """
select order_id, number, (extract(epoch from placed_at) * 1000000)::bigint, country_id, customer_id
from orders where placed_at >= $1::date and placed_at < $2::date
"""
_LINES = """
select order_id, product_id, description_id, is_return::int, amount, quantity
from orders join lines using (order_id) where placed_at >= $1::date and placed_at < $2::date
"""
_ORDER_COLUMNS: Schema = {
    "order_id": pl.Int64,
    "number": pl.String,
    "placed_at": pl.Int64,
    "country_id": pl.Int64,
    "customer_id": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Scales:
    """Decimal places of the lines' amounts and quantities."""

    amount: int
    quantity: int


async def read(connection: "Connection", query: str, schema: Schema, *arguments: object) -> pl.DataFrame:
    """The rows of a query."""
    buffer = io.BytesIO()
    await connection.copy_from_query(query, *arguments, output=buffer, format="csv")
    if not buffer.tell():
        return pl.DataFrame(schema=schema)
    buffer.seek(0)
    return await asyncio.to_thread(pl.read_csv, buffer, has_header=False, schema=schema)


async def scales(connection: "Connection") -> Scales:
    """How exactly the lines are to be read."""
    row = await connection.fetchrow(_SCALES)
    assert row is not None
    return Scales(*row)


async def read_orders(connection: "Connection", start: date, end: date) -> pl.DataFrame:
    """order_id, number, placed_at, day, hour, country_id, customer_id of the days from `start` to before `end`."""
    orders = await read(connection, _ORDERS, _ORDER_COLUMNS, start, end)
    placed_at = pl.from_epoch("placed_at", time_unit="us")
    return orders.with_columns(placed_at, day=placed_at.dt.date(), hour=placed_at.dt.hour().cast(pl.Int64))


async def read_lines(connection: "Connection", start: date, end: date, places: Scales) -> pl.DataFrame:
    """order_id, product_id, description_id, is_return, amount, quantity of the days from `start` to before `end`."""
    schema: Schema = {
        "order_id": pl.Int64,
        "product_id": pl.Int64,
        "description_id": pl.Int64,
        "is_return": pl.Int8,
        "amount": pl.Decimal(38, places.amount),
        "quantity": pl.Decimal(38, places.quantity),
    }
    lines = await read(connection, _LINES, schema, start, end)
    return lines.with_columns(pl.col("is_return") == 1)


async def read_kept(
    connection: "Connection", table: str, columns: Sequence[str], condition: str = "true", *arguments: object
) -> pl.DataFrame:
    """The columns of a table's rows: days as dates, decimals and bits as text, all else as integers."""
    select = ", ".join(_selected(column) for column in columns)
    text = {*_DECIMALS, "member", "bits"}
    schema: Schema = {column: pl.String if column in text else pl.Int64 for column in columns}
    kept = await read(connection, f"select {select} from {table} where {condition}", schema, *arguments)
    days = [pl.from_epoch(column, time_unit="d") for column in columns if column in _DAYS]
    return kept.with_columns(days)


def _selected(column: str) -> str:
    if column in _DAYS:
        return f"{column} - {_EPOCH}"
    return f"trim_scale({column})" if column in _DECIMALS else column
