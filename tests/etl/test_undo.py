"""A load taken back leaves what was there, byte for byte."""

from typing import Any

import pytest

from backend.db import Database
from backend.errors import Conflict, NotFound
from etl.undo import undo_load
from tests.etl.conftest import ROLLUPS
from tests.etl.rows import load_rows, row

pytestmark = pytest.mark.anyio

DATA_TABLES = (
    "countries",
    "customers",
    "products",
    "descriptions",
    "orders",
    "lines",
    "matched_returns",
    "replaced_orders",
    "replaced_lines",
    "confirmed_orders",
    "product_kinds",
    *ROLLUPS,
)


async def dump(db: Database) -> dict[str, Any]:
    """Every data table as text, row by row; of the data set all but its version and time."""
    found: dict[str, Any] = {}
    for table in DATA_TABLES:
        found[table] = sorted([each[0] for each in await db.rows(f"select {table}::text from {table}")])
    found["dataset"] = [
        tuple(each) for each in await db.rows("select currency, first_day, last_day, orders, lines from dataset")
    ]
    return found


FIRST = (row(), row(InvoiceNo="1002", CustomerID="8"), row(InvoiceNo="C3", Quantity="-1", InvoiceDate="2024-04-01"))


@pytest.mark.parametrize(
    "rows",
    [
        [row(InvoiceNo="1003", StockCode="NEW", Description="New", CustomerID="99", Country="Malta")],
        [row(Quantity="5")],
        [row(), row(StockCode="B", Description="Other")],
        [row(CustomerID="55", Country="Spain"), row(InvoiceNo="1002", CustomerID=None)],
        [row(Description="Green mug"), row(InvoiceNo="1009", Description="Green mug"), row(InvoiceNo="1002")],
        [row(InvoiceNo="C3", Quantity="-2", InvoiceDate="2024-04-01"), row(InvoiceNo="0001", InvoiceDate="2020-01-01")],
        [row(), row(UnitPrice="0")],
    ],
)
async def test_a_load_and_its_undo_leave_the_data_as_they_were(
    db: Database, rows: list[tuple[str | None, ...]]
) -> None:
    await load_rows(db, *FIRST)
    before = await dump(db)
    done = await load_rows(db, *rows)
    await undo_load(db, done.load_id)
    assert await dump(db) == before
    assert await db.value("select status from loads where load_id = $1", done.load_id) == "UNDONE"


async def test_the_version_rises_with_an_undo(db: Database) -> None:
    done = await load_rows(db, row())
    await undo_load(db, done.load_id)
    assert await db.value("select version from dataset") == done.version + 1


async def test_the_first_load_undone_leaves_an_empty_data_set_that_takes_another_currency(db: Database) -> None:
    before = await dump(db)
    done = await load_rows(db, *FIRST)
    await undo_load(db, done.load_id)
    assert await dump(db) == before
    assert not (await load_rows(db, *FIRST, currency="EUR")).already_loaded


async def test_undoing_in_turn_goes_back_through_every_state(db: Database) -> None:
    states, loads = [await dump(db)], []
    for quantity in ("1", "2", "3"):
        loads.append((await load_rows(db, row(Quantity=quantity), row(InvoiceNo=f"extra{quantity}"))).load_id)
        states.append(await dump(db))
    for load_id in reversed(loads):
        states.pop()
        await undo_load(db, load_id)
        assert await dump(db) == states[-1]


async def test_a_load_whose_orders_were_replaced_since_is_a_conflict_that_names_the_later_load(db: Database) -> None:
    first = await load_rows(db, row())
    later = await load_rows(db, row(Quantity="9"))
    before = await dump(db)
    with pytest.raises(Conflict, match=f"load {later.load_id} .* later and touched orders of load {first.load_id}"):
        await undo_load(db, first.load_id)
    assert await dump(db) == before


async def test_a_load_whose_orders_a_later_one_also_held_is_a_conflict(db: Database) -> None:
    first = await load_rows(db, row())
    later = await load_rows(db, row(), row(InvoiceNo="1002"))
    with pytest.raises(Conflict, match=f"undo load {later.load_id} first"):
        await undo_load(db, first.load_id)
    await undo_load(db, later.load_id)
    await undo_load(db, first.load_id)
    assert await db.value("select count(*) from orders") == 0


async def test_a_load_is_undone_once(db: Database) -> None:
    done = await load_rows(db, row())
    await undo_load(db, done.load_id)
    with pytest.raises(Conflict, match="is UNDONE, only a COMMITTED load can be undone"):
        await undo_load(db, done.load_id)


async def test_an_unknown_load_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound, match="there is no load 404"):
        await undo_load(db, 404)


async def test_what_was_undone_can_be_loaded_again(db: Database) -> None:
    done = await load_rows(db, row())
    loaded = await dump(db)
    await undo_load(db, done.load_id)
    again = await load_rows(db, row())
    assert (again.already_loaded, again.orders.added) == (False, 1)
    assert (await dump(db))["lines"] == loaded["lines"]
