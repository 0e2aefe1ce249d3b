"""Every rollup counted anew: nothing found where all is right, everything found that is not."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from backend.db import Database
from backend.rollups.families import TABLES
from backend.rollups.verification import COMPARED, Verified, verify
from etl.undo import undo_load
from tests.etl.rows import load_paths, load_rows, row
from tests.rollups.conftest import remake

WIDE = 2_100
"""Customers and products: three chunks of a bitmap."""


async def agreed(db: Database) -> Verified:
    """Verify with whole months in a piece and with few lines in one; nothing may be found."""
    found = await verify(db)
    assert (found.differences, found.first) == (0, ())
    assert await verify(db, piece_lines=200) == found
    return found


@pytest.mark.anyio
async def test_an_empty_data_set_agrees(db: Database) -> None:
    found = await agreed(db)
    assert (found.lines, found.rows) == (0, 1)


@pytest.mark.anyio
async def test_the_odd_shop_agrees_after_each_change(db: Database, odd_file: Path) -> None:
    await load_paths(db, odd_file)
    whole = await agreed(db)
    assert whole.lines > 500
    assert whole.lines == await db.value("select count(*) from lines")
    replacing = await load_rows(
        db,
        *(row(InvoiceNo=number, InvoiceDate="2019-12-31 23:59:00", Country="Nowhere") for number in await numbers(db)),
    )
    assert replacing.orders.replaced == 20
    assert (await agreed(db)).lines < whole.lines
    await undo_load(db, replacing.load_id)
    assert (await agreed(db)).rows == whole.rows
    await undo_load(db, await db.value("select min(load_id) from loads"))
    assert (await agreed(db)).rows == 1


async def numbers(db: Database) -> list[str]:
    return [each["number"] for each in await db.rows("select number from orders order by number limit 20")]


@pytest.mark.anyio
async def test_a_load_meanwhile_does_not_matter(db: Database) -> None:
    await wide(db)
    async with asyncio.TaskGroup() as both:
        verified = both.create_task(verify(db, piece_lines=50))
        await asyncio.sleep(0.05)
        both.create_task(load_rows(db, row(InvoiceNo="late", InvoiceDate="2023-01-01 10:00:00")))
    assert verified.result().differences == 0


async def wide(db: Database) -> None:
    """Customers and products of three chunks, from March to May; some numbers are unknown customers' and returns."""
    start = datetime(2024, 3, 1, 9)
    rows = [
        row(
            InvoiceNo=f"w{number}",
            StockCode=f"p{number}",
            CustomerID=str(number) if number % 7 else None,
            Quantity="-1" if number % 11 == 0 else "2.5",
            UnitPrice="1.37",
            Country="France" if number % 3 else "Spain",
            InvoiceDate=str(start + timedelta(hours=number)),
        )
        for number in range(WIDE)
    ]
    await load_rows(db, *rows)


FALSE = {
    "revenue": "revenue + 0.000000001",
    "returns": "returns - 1",
    "units": "units + 0.5",
    "lines": "lines + 1",
    "return_lines": "return_lines + 1",
    "orders": "orders - 1",
    "last_sale": "last_sale - 1",
    "bits": "set_bit(bits, 1000, 1 - get_bit(bits, 1000))",
    "first_order_id": "first_order_id + 1",
    "first_country_id": "null",
    "first_day": "first_day - 1",
    "last_day": "last_day + 1",
    "sales": "sales + 1",
    "uses": "uses + 1",
    "sale_lines": "sale_lines + 1",
    "line_count": "line_count + 1",
    "customers": "customers - 1",
}
VALUES = {
    "customers": ["first_order_id", "first_country_id", "first_day", "last_day"],
    "rollup_cohorts": ["customers", "revenue"],
    "orders": ["revenue", "returns", "units", "sale_lines", "line_count"],
    "dataset": ["orders", "lines", "first_day", "last_day"],
}
COLUMNS = "select column_name from information_schema.columns where table_name = $1 and table_schema = 'public'"
SHOP = [
    row(),
    row(InvoiceNo="1002", CustomerID="8", InvoiceDate="2024-03-20 11:00:00", Country="Spain"),
    row(InvoiceNo="1003", CustomerID=None, StockCode="B", InvoiceDate="2024-04-20 12:00:00"),
    row(InvoiceNo="C4", Quantity="-1", InvoiceDate="2024-04-21 12:00:00"),
]
ASTRAY = [
    "update {} set day = day + 400 where ctid = (select min(ctid) from {})",
    "delete from {} where ctid = (select max(ctid) from {})",
    "insert into {} select * from {} limit 1",
]


@pytest.mark.anyio
@pytest.mark.parametrize("table", COMPARED)
async def test_false_values_are_found_and_named(db: Database, table: str) -> None:
    await load_rows(db, *SHOP)
    known = [each["column_name"] for each in await db.rows(COLUMNS, table)]
    columns = set(VALUES.get(table) or known) & set(FALSE)
    changes = ", ".join(f"{column} = {FALSE[column]}" for column in columns)
    falsified = f"update {table} set {changes} where ctid = (select min(ctid) from {table})"
    assert await db.execute(falsified) == "UPDATE 1"
    found = await verify(db)
    assert {(each.table, each.column) for each in found.first} == {
        (table, "row" if column == "bits" else column) for column in columns
    }
    assert found.differences == len(columns)
    if table != "orders":
        await remade(db)


@pytest.mark.anyio
@pytest.mark.parametrize("table", TABLES)
async def test_rows_astray_too_few_and_too_many_are_found(db: Database, table: str) -> None:
    await load_rows(db, *SHOP)
    for change in ASTRAY:
        await db.execute(change.format(table, table))
        found = await verify(db)
        assert {(each.table, each.column) for each in found.first} == {(table, "row")}, change
        assert found.differences >= (2 if change.startswith("update") else 1), change
        await remade(db)


async def remade(db: Database) -> None:
    """Rebuilding mends it."""
    await remake(db)
    assert (await verify(db)).differences == 0


@pytest.mark.anyio
async def test_the_first_differences_are_told_and_all_are_counted(db: Database) -> None:
    await wide(db)
    await db.execute("update rollup_customers_countries_day set revenue = revenue + 1, orders = orders + 2")
    found = await verify(db)
    kept = await db.value("select count(*) from rollup_customers_countries_day")
    assert (found.differences, len(found.first)) == (2 * kept, 20)
    assert str(found.first[0]) == (
        "rollup_customers_countries_day [day 2024-03-01, customer_id none, country_id 1] "
        "revenue: kept 7.85, counted 6.85"
    )
