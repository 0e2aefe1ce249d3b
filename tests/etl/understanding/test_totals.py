"""What counts as a line total, and what a discount does to it."""

from decimal import Decimal
from pathlib import Path

from tests.etl.understood import contract, loaded


def test_an_orders_total_is_no_lines_total(tmp_path: Path) -> None:
    text = "order,date,product,quantity,price,total\n1,2024-01-13,Tea,2,3.00,16.00\n1,2024-01-13,Cup,1,10.00,16.00\n"
    found = loaded(tmp_path, text)
    assert found.revenue == Decimal("16.00")
    assert "total: left aside, it is the whole order's total" in found.contracts[0].describe()


def test_a_repeated_total_without_prices_is_remarked(tmp_path: Path) -> None:
    text = "order,date,product,total\n1,2024-01-13,Tea,16.00\n1,2024-01-13,Cup,16.00\n"
    assert "equal on all rows of each order" in contract(tmp_path, text).notes[0]
    assert contract(tmp_path, text.replace("Cup,16.00", "Cup,3.50")).notes == ()


def test_of_two_totals_the_one_counts_that_the_arithmetic_gives(tmp_path: Path) -> None:
    text = "order,date,item,qty,price,disc.,subtotal,tax,total\n1,2024-01-13,Tea,2,3.50,1.00,6.00,1.20,7.20\n"
    assert loaded(tmp_path, text).revenue == Decimal("6.00")


def test_a_total_with_more_in_it_than_the_price_is_remarked(tmp_path: Path) -> None:
    text = "order,date,item,qty,price,total\n1,2024-01-13,Tea,2,3.50,8.40\n2,2024-01-13,Cup,1,9.00,10.80\n"
    found = loaded(tmp_path, text)
    assert found.revenue == Decimal("19.20")
    assert "total: not quantity x price" in found.contracts[0].notes[0]
    without = loaded(tmp_path, text, mapping={"total": ""})
    assert (without.revenue, without.contracts[0].notes) == (Decimal("16.00"), ())


def test_a_total_after_the_discount_beats_one_before(tmp_path: Path) -> None:
    text = "order,date,item,qty,price,discount,subtotal,amount\n1,2024-01-13,Tea,2,3.50,{0},7.00,6.00\n"
    assert loaded(tmp_path, text.format("1.00")).revenue == Decimal("6.00")
    assert loaded(tmp_path, text.format("14.2857%")).revenue == Decimal("6.00")


def test_discounts_are_amounts_or_percentages(tmp_path: Path) -> None:
    header = "order,date,product,quantity,price,discount\n"
    amounts = loaded(
        tmp_path, header + "1,2024-01-13,Tea,2,5.00,1.50\n2,2024-01-13,Tea,-2,5.00,1.50\n3,2024-01-13,Tea,2,5.00,\n"
    )
    assert (amounts.revenue, amounts.returns) == (Decimal("18.50"), Decimal("-8.50"))
    assert loaded(tmp_path, header + "1,2024-01-13,Tea,2,5.00,10%\n").revenue == Decimal("9.00")
