"""Tables that are cut to be filled whole."""

import asyncio

import pytest
from asyncpg import ForeignKeyViolationError

from backend.db import Database
from backend.db.whole import Whole

pytestmark = pytest.mark.anyio

DEFINED = """
select indexdef from pg_indexes where tablename = 'orders'
union all select pg_get_constraintdef(oid) from pg_constraint where conrelid = 'orders'::regclass
order by 1
"""
LOAD = "insert into loads (source, digest, mapping, status) values ('a', '', '{}', 'RUNNING') returning load_id"


async def test_a_table_gets_back_what_was_taken_off(db: Database) -> None:
    before = await db.rows(DEFINED)
    async with db.transaction() as connection:
        orders = await Whole.cut(connection, ["orders"])
        bare = await connection.fetch(DEFINED)
        await orders.build("orders")
    assert await db.rows(DEFINED) == before
    assert len(before) - len(bare) == 10, "six indexes, two of which are constraints too, and two foreign keys"


async def fill_orders(db: Database, load_id: int) -> None:
    """An order of a country and a customer that are not there."""
    row = f"(1, 'n', 7, 1, '2024-01-01', {load_id}, 1, 0, 1, 1, 1)"
    async with db.transaction() as connection:
        orders = await Whole.cut(connection, ["orders"])
        await connection.execute(f"insert into orders values {row}")
        await orders.build("orders")


async def test_a_row_that_refers_to_nothing_is_refused_when_the_table_is_full(db: Database) -> None:
    with pytest.raises(ForeignKeyViolationError, match="fk_orders_country_id"):
        await fill_orders(db, await db.value(LOAD))
    assert await db.value("select count(*) from orders") == 0


async def test_how_loads_stand_can_be_asked_meanwhile(db: Database) -> None:
    async with db.transaction() as connection:
        await Whole.cut(connection, ["orders", "lines"])
        async with asyncio.timeout(5):
            assert await db.value("select count(*) from loads") is not None
