"""Returns matched with the sales they reverse."""

from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from backend.rollups.returns import Movement, match_returns

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
