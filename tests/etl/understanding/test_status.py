"""Which rows a status makes returns, and that it is told."""

from decimal import Decimal
from pathlib import Path

from tests.etl.understood import contract, loaded


def test_statuses_tell_returns(tmp_path: Path) -> None:
    cells = {
        "paid": False,
        "Refunded": True,
        "partially_refunded": False,
        "cancelled by customer": True,
        "Credit note": True,
        "": False,
    }
    rows = "".join(f"{number},2024-01-13,Tea,3.50,{status}\n" for number, status in enumerate(cells))
    found = loaded(tmp_path, f"order,date,product,price,status\n{rows}")
    assert found.good["is_return"].to_list() == list(cells.values())


def test_returns_by_status_are_told(tmp_path: Path) -> None:
    rows = "".join(f"{number},2024-01-13,Tea,3.50,{'Refunded' if number % 3 else 'paid'}\n" for number in range(6_000))
    found = contract(tmp_path, f"order,date,product,price,status\n{rows}7000,2024-01-13,Tea,3.50,cancelled\n")
    assert found.describe()[-1] == (
        "rows that count as returns by their status: 4,000 'Refunded', 1 'cancelled'; their amounts are negative, "
        "also where the file holds no sale of them (--map status= makes them sales)"
    )
    assert contract(tmp_path, "order,date,price,status\n1,2024-01-13,3.50,paid\n").notes == ()
    as_sales = loaded(tmp_path, "order,date,price,status\n1,2024-01-13,3.50,void\n", mapping={"status": ""})
    assert (as_sales.revenue, as_sales.contracts[0].notes) == (Decimal("3.50"), ())


def test_a_column_of_yes_and_no_tells_returns(tmp_path: Path) -> None:
    found = loaded(tmp_path, "order,date,product,price,returned\n1,2024-01-13,Tea,3.50,No\n2,2024-01-13,Tea,3.50,Yes\n")
    assert found.good["is_return"].to_list() == [False, True]
