"""Live orders: all or nothing, the same number again replaces."""

import asyncio
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from backend.db import Database
from backend.errors import BadInput
from etl.record import Order, OrderLine, record_orders
from tests.etl.rows import load_rows, row

pytestmark = pytest.mark.anyio

LINE = OrderLine("a1", "Red mug", Decimal(2), Decimal("1.50"))
ORDER = Order("1001", datetime(2024, 3, 4, 10), "7", "France", (LINE,))


async def test_orders_are_recorded_and_the_same_again_changes_nothing(db: Database) -> None:
    done = await record_orders(db, [ORDER, replace(ORDER, number="1002", customer=None)], currency="GBP")
    assert (done.orders.added, done.version) == (2, 1)
    again = await record_orders(db, [ORDER], currency="GBP")
    assert (again.orders.unchanged, again.version) == (1, 1)
    assert await db.value("select sum(revenue) from orders") == 6


async def test_a_recorded_order_equals_the_same_order_of_a_file(db: Database) -> None:
    await load_rows(db, row())
    assert (await record_orders(db, [ORDER], currency="GBP")).orders.unchanged == 1


async def test_the_same_number_replaces_that_order(db: Database) -> None:
    await record_orders(db, [ORDER], currency="GBP")
    done = await record_orders(db, [replace(ORDER, lines=(LINE, replace(LINE, quantity=Decimal(-1))))], currency="GBP")
    assert (done.orders.replaced, done.version) == (1, 2)
    found = await db.row("select revenue, returns from orders")
    assert found is not None
    assert tuple(found) == (3, Decimal("-1.50"))


@pytest.mark.parametrize(
    ("order", "field"),
    [
        (replace(ORDER, number=" "), "orders[1].number"),
        (replace(ORDER, country=""), "orders[1].country"),
        (replace(ORDER, lines=()), "orders[1].lines"),
        (replace(ORDER, placed_at=datetime(9999, 12, 31)), "orders[1].placedAt"),
        (replace(ORDER, lines=(LINE, replace(LINE, product="\t"))), "orders[1].lines[1].product"),
        (replace(ORDER, lines=(replace(LINE, quantity=Decimal(0)),)), "orders[1].lines[0].quantity"),
        (replace(ORDER, lines=(replace(LINE, unit_price=Decimal("-0.01")),)), "orders[1].lines[0].unitPrice"),
    ],
)
async def test_one_bad_order_refuses_all_and_is_named(db: Database, order: Order, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        await record_orders(db, [replace(ORDER, number="1"), order], currency="GBP")
    assert refused.value.extensions["field"] == field
    assert await db.value("select count(*) from orders") == 0


@pytest.mark.parametrize("count", [0, 1001])
async def test_one_to_a_thousand_orders_at_a_time(db: Database, count: int) -> None:
    with pytest.raises(BadInput, match="send 1 to 1,000 at a time"):
        await record_orders(db, [replace(ORDER, number=str(n)) for n in range(count)], currency="GBP")


async def test_many_at_once_take_turns_with_few_connections(db: Database, loading_dsn: str) -> None:
    few = await Database.connect(loading_dsn, size=2)
    calls = [record_orders(few, [replace(ORDER, number=str(n))], currency="GBP") for n in range(20)]
    done = await asyncio.wait_for(asyncio.gather(*calls), 60)
    await few.close()
    assert sorted(each.version for each in done) == list(range(1, 21))
    assert await db.value("select count(*) from orders") == 20


async def test_numbers_lose_the_point_zero_of_spreadsheets_as_in_files(db: Database) -> None:
    await load_rows(db, row())
    live = replace(ORDER, number="1001.0", customer="7.0")
    assert (await record_orders(db, [live], currency="GBP")).orders.unchanged == 1


async def test_an_order_twice_in_one_call_is_refused(db: Database) -> None:
    with pytest.raises(BadInput, match="'1001' stands in orders more than once"):
        await record_orders(db, [ORDER, ORDER], currency="GBP")
