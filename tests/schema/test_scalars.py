"""Numbers and days as clients see them."""

from decimal import Decimal

import pytest
from graphql import GraphQLError, GraphQLScalarType
from hypothesis import given
from hypothesis import strategies as st

import schema
from schema.scalars import money


def scalar(name: str) -> GraphQLScalarType:
    found = schema.build()._schema.type_map[name]
    assert isinstance(found, GraphQLScalarType)
    return found


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("10666684.544", "10666684.544"),
        ("9357.0", "9357.00"),
        ("0", "0.00"),
        ("0.000000", "0.00"),
        ("-0.10", "-0.10"),
        ("1.5000", "1.50"),
        ("1.0050", "1.005"),
        ("1E+3", "1000.00"),
        ("0.0000001", "0.0000001"),
        ("-896812.49", "-896812.49"),
    ],
)
def test_sums_have_two_places_and_as_many_as_they_need(amount: str, text: str) -> None:
    assert scalar("Decimal").serialize(money(Decimal(amount))) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6))
def test_a_sum_keeps_its_value(amount: Decimal) -> None:
    text = scalar("Decimal").serialize(money(amount))
    assert Decimal(text) == amount
    assert "E" not in text
    assert len(text.split(".")[1]) >= 2


@pytest.mark.parametrize(
    "value", ["20111209", "2011-W49-5", "2011-13-01", "2011-02-30", "", 20111209, True, None, "2011-12-09T00:00:00"]
)
def test_a_date_is_written_one_way_only(value: object) -> None:
    with pytest.raises((GraphQLError, ValueError)):
        scalar("Date").parse_value(value)


@pytest.mark.parametrize(
    "value", ["1,5", "nan", "Infinity", "", "abc", True, [], "1e50000000", "1e-31", "1" * 61, "1" * 32]
)
def test_a_decimal_is_a_finite_number(value: object) -> None:
    with pytest.raises((GraphQLError, ValueError)):
        scalar("Decimal").parse_value(value)


@pytest.mark.parametrize("value", ["2011-12-09T12:50:00+01:00", "2011-12-09T12:50:00Z", "noon", 5])
def test_a_wall_clock_time_has_no_offset(value: object) -> None:
    with pytest.raises((GraphQLError, ValueError)):
        scalar("LocalDateTime").parse_value(value)
