"""Returns matched with the sales they reverse."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.db import Database
from backend.rollups.returns import Movement, match_returns, refresh_returns
from tests.etl.rows import load_rows, row

START = datetime(2024, 1, 1)


def movement(hour: int, quantity: int, order: int = 0, line: int = 1) -> Movement:
    return Movement(order or hour, line, START + timedelta(hours=hour), Decimal(quantity))


def test_the_latest_earlier_sale_with_enough_left_is_taken() -> None:
    early, middle, back, late = movement(1, 10), movement(2, 3), movement(5, -4), movement(9, 10)
    assert list(match_returns([early, middle, back, late])) == [(back, early)]


def test_a_sale_is_returned_no_more_than_it_sold() -> None:
    sale, first, second, third = movement(1, 5), movement(2, -3), movement(3, -3), movement(4, -2)
    assert list(match_returns([sale, first, second, third])) == [(first, sale), (third, sale)]


def test_a_sale_of_the_same_moment_is_not_earlier() -> None:
    assert list(match_returns([movement(1, 5, order=1), movement(1, -1, order=2)])) == []


def test_a_sale_above_the_return_in_the_same_order_is_earlier() -> None:
    sale, back = movement(1, 5, order=1, line=1), movement(1, -5, order=1, line=2)
    assert list(match_returns([sale, back])) == [(back, sale)]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(-5, 5).filter(bool)), max_size=30))
def test_nothing_is_returned_twice(drawn: list[tuple[int, int]]) -> None:
    movements = [movement(hour, quantity, order + 1) for order, (hour, quantity) in enumerate(sorted(drawn))]
    matched = list(match_returns(movements))
    assert len({back for back, _ in matched}) == len(matched)
    for back, sale in matched:
        assert back.quantity < 0 < sale.quantity
        assert sale.placed_at < back.placed_at
    for sale in {sale for _, sale in matched}:
        assert sum(-back.quantity for back, of in matched if of == sale) <= sale.quantity


MATCHED = """
select returned.number, line, sale.number, sale_line
from matched_returns join orders returned using (order_id) join orders sale on sale.order_id = sale_order_id
order by 1, 2
"""
TOUCH_ALL = """
create temp table touched_orders on commit drop as select order_id from orders;
create temp table touched_customers on commit drop as select customer_id from customers;
"""


@pytest.mark.anyio
@pytest.mark.parametrize("batch_rows", [1, 2, 3, 100])
async def test_batches_make_no_difference(db: Database, batch_rows: int) -> None:
    """Two customers and two products, with movements before, between and after the batches' ends."""
    rows = [
        row(InvoiceNo=f"{day}{customer}{code}", CustomerID=customer, StockCode=code, InvoiceDate=f"2024-03-0{day}")
        for day in (1, 2)
        for customer in ("7", "8")
        for code in ("A", "B")
    ]
    back = [
        row(InvoiceNo=f"C{n}", CustomerID=n, StockCode=code, Quantity="-2") for n in ("7", "8") for code in ("A", "B")
    ]
    await load_rows(db, *rows, *back)
    expected = [
        ("C7", 1, "27A", 1), ("C7", 2, "27B", 1),
        ("C8", 1, "28A", 1), ("C8", 2, "28B", 1),
    ]  # fmt: skip
    assert [tuple(found) for found in await db.rows(MATCHED)] == expected
    async with db.transaction() as connection:
        await connection.execute(TOUCH_ALL)
        await refresh_returns(connection, everything=True, batch_rows=batch_rows)
    assert [tuple(found) for found in await db.rows(MATCHED)] == expected
