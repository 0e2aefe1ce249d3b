"""Returns matched with the sales they reverse."""

from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from backend.analytics.matching import Movement, match_returns

START = datetime(2024, 1, 1)


def movement(hour: int, quantity: int, number: str = "", key: str = "mug") -> Movement:
    return Movement(hour, number or str(hour), 1, START + timedelta(hours=hour), key, Decimal(quantity))


def test_the_latest_earlier_sale_with_enough_left_is_taken() -> None:
    early, middle, late = movement(1, 10), movement(2, 3), movement(9, 10)
    back = movement(5, -4)
    assert match_returns([late, back, middle, early]) == {back: early}


def test_a_sale_is_returned_no_more_than_it_sold() -> None:
    sale, first, second, third = movement(1, 5), movement(2, -3), movement(3, -3), movement(4, -2)
    assert match_returns([sale, first, second, third]) == {first: sale, third: sale}


def test_another_customer_or_product_does_not_match() -> None:
    assert match_returns([movement(1, 5, key="cup"), movement(2, -1)]) == {}


def test_at_the_same_moment_the_lower_number_came_first() -> None:
    sale, before, after = movement(1, 5, "B"), movement(1, -1, "A"), movement(1, -1, "C")
    assert match_returns([sale, before, after]) == {after: sale}


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(-5, 5).filter(bool), st.sampled_from("ab")), max_size=30))
def test_nothing_is_returned_twice(drawn: list[tuple[int, int, str]]) -> None:
    movements = [
        Movement(order, str(order), order, START + timedelta(hours=hour), key, Decimal(quantity))
        for order, (hour, quantity, key) in enumerate(drawn)
    ]
    matched = match_returns(movements)
    for back, sale in matched.items():
        assert back.quantity < 0 < sale.quantity
        assert back.key == sale.key
        assert (sale.placed_at, sale.number) < (back.placed_at, back.number)
    for sale in set(matched.values()):
        assert sum(-back.quantity for back, of in matched.items() if of == sale) <= sale.quantity
