"""What a load, a correction, a live order or an undo refreshes equals what the lines add up to."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.db import Database
from backend.rollups.families import CHUNK
from backend.rollups.verification import verify
from etl.record import Order, OrderLine, record_orders
from etl.undo import undo_load
from tests.etl.conftest import EMPTY
from tests.etl.rows import load_rows, row
from tests.rollups.conftest import remake

# New members get the next keys, so that the first customers and products lie at both sides of a chunk's edge.
AT_THE_EDGE = f"""
insert into customers (customer_id, code, load_id) values ({CHUNK - 3}, 'nobody', 0);
insert into products (product_id, code, name, kind, load_id)
values ({CHUNK - 3}, 'NOTHING', 'NOTHING', 'MERCHANDISE', 0);
"""
DAYS = [(1, 9), (2, 14), (2, 15), (2, 29), (3, 1), (3, 15), (3, 16), (3, 31), (4, 30), (5, 2)]
CUSTOMERS = ["1", "2", "3", None, "4", "5", "6"]
COUNTRIES = ["France", "Spain", "Malta"]
PRODUCTS = ["A", "B", "C", "D", "E"]


@dataclass(frozen=True)
class Sold:
    """An order; its lines are (product, quantity, price)."""

    number: str
    placed_at: datetime
    customer: str | None
    country: str
    lines: tuple[tuple[str, str, str], ...]

    def rows(self) -> list[tuple[str | None, ...]]:
        return [
            row(
                InvoiceNo=self.number,
                StockCode=product,
                Quantity=quantity,
                UnitPrice=price,
                InvoiceDate=str(self.placed_at),
                CustomerID=self.customer,
                Country=self.country,
            )
            for product, quantity, price in self.lines
        ]

    def recorded(self) -> Order:
        lines = (OrderLine(product, None, Decimal(quantity), Decimal(price)) for product, quantity, price in self.lines)
        return Order(self.number, self.placed_at, self.customer, self.country, tuple(lines))


FIRST = [
    Sold(
        number=f"n{place}",
        placed_at=datetime(2024, *day, 9 + place),
        customer=CUSTOMERS[place % 4],
        country=COUNTRIES[place % 2],
        lines=((PRODUCTS[place % 3], "3", "1.10"), ("D", "-1", "0.0625"))[: 1 + place % 2],
    )
    for place, day in enumerate(DAYS)
]
"""Orders of five months, at and beside the marks of the running totals."""

TIMES = st.builds(
    lambda day, hour: datetime(*day, hour),
    st.sampled_from([(2023, 12, 31), *((2024, *day) for day in DAYS), (2024, 5, 16)]),
    st.sampled_from([0, 9, 10, 23]),
)
LINE = st.tuples(st.sampled_from(PRODUCTS), st.sampled_from(["1", "2.25", "-1"]), st.sampled_from(["1.10", "0.0625"]))
PARTS = {
    "placed_at": TIMES,
    "customer": st.sampled_from(CUSTOMERS),
    "country": st.sampled_from(COUNTRIES),
    "lines": st.lists(LINE, min_size=1, max_size=3).map(tuple),
}
ORDERS = st.one_of(
    st.builds(Sold, number=st.sampled_from(["a", "b", "c", "n3"]), **PARTS),
    st.builds(
        lambda order, changes: replace(order, **changes),
        st.sampled_from(FIRST),
        st.fixed_dictionaries({}, optional=PARTS),
    ),
)
BATCH = st.lists(ORDERS, min_size=1, max_size=3, unique_by=lambda each: each.number)
STEPS = st.lists(st.one_of(BATCH, BATCH.map(tuple), st.integers(1, 3)), min_size=4, max_size=7)
"""Lists are loaded, tuples are recorded live, of a number of the newest loads each is taken back."""


@given(steps=STEPS)
def test_nothing_is_found_after_any_loads_and_undos(
    loading_dsn: str, steps: list[list[Sold] | tuple[Sold, ...] | int]
) -> None:
    async def run() -> None:
        db = await Database.connect(loading_dsn, size=4)
        try:
            await db.execute(EMPTY + AT_THE_EDGE)
            await step(db, FIRST)
            for each in steps:
                await step(db, each)
                found = await verify(db)
                assert (found.differences, found.first) == (0, ()), each
            kept = await also_kept(db)
            await remake(db)
            assert await also_kept(db) == kept
        finally:
            await db.close()

    asyncio.run(run())


NEWEST = "select load_id from loads where status = 'COMMITTED' order by load_id desc limit $1"


async def step(db: Database, given_: list[Sold] | tuple[Sold, ...] | int) -> None:
    if isinstance(given_, list):
        await load_rows(db, *(line for each in given_ for line in each.rows()))
    elif isinstance(given_, tuple):
        await record_orders(db, [each.recorded() for each in given_], currency="GBP")
    else:
        loads = await db.rows(
            "select load_id from loads where status = 'COMMITTED' order by load_id desc limit $1", given_
        )
        for load in loads:
            await undo_load(db, load["load_id"])


async def also_kept(db: Database) -> list[object]:
    """What is kept beside the rollups: products' names, the sale that each return reverses."""
    names = await db.rows("select product_id, name from products order by 1")
    matched = await db.rows("select order_id, line, sale_order_id, sale_line from matched_returns order by 1, 2")
    return [*map(tuple, names), *map(tuple, matched)]


CHANGES = {
    "a day older than all": [replace(FIRST[0], number="x", placed_at=datetime(2023, 2, 1))],
    "days between": [replace(FIRST[0], number=f"x{day}", placed_at=datetime(2024, 3, day)) for day in (14, 15, 16, 20)],
    "a day younger than all": [replace(FIRST[0], number="x", placed_at=datetime(2024, 5, 31))],
    "the first day moves in": [replace(FIRST[0], placed_at=datetime(2024, 3, 20))],
    "the last day moves in": [replace(FIRST[-1], placed_at=datetime(2024, 3, 20))],
    "another day of the month": [replace(FIRST[5], placed_at=datetime(2024, 3, 14))],
    "another hour": [replace(FIRST[5], placed_at=FIRST[5].placed_at + timedelta(hours=3))],
    "another country": [replace(FIRST[5], country="Malta")],
    "another customer": [replace(FIRST[1], customer="new")],
    "no customer": [replace(each, customer=None) for each in FIRST],
    "a customer's first order is no sale": [replace(FIRST[0], lines=(("D", "-1", "2"),))],
    "nothing but returns": [replace(each, lines=(("A", "-1", "1.10"),)) for each in FIRST],
    "products vanish": [replace(each, lines=(("Z", "1", "1.10"),)) for each in FIRST],
    "another amount": [replace(FIRST[5], lines=(("A", "3", "1.1000001"),))],
}


@pytest.mark.anyio
@pytest.mark.parametrize("change", CHANGES)
async def test_nothing_is_found_after_a_change_and_its_undo(db: Database, change: str) -> None:
    await db.execute(AT_THE_EDGE)
    await step(db, FIRST)
    before = await verify(db)
    await step(db, CHANGES[change])
    assert (await verify(db)).first == ()
    await step(db, 1)
    after = await verify(db)
    assert (after.first, after.lines) == ((), before.lines)
