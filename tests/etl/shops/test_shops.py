"""Six shops' exports load without a flag, with the totals computed by hand beside the exports."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.etl.shops import exports
from tests.etl.understood import read


@dataclass(frozen=True)
class Truth:
    """What a shop's export says. `first`: number, code, description, placed_at, customer, country of row 1."""

    revenue: str
    returns: str
    orders: int
    first: tuple[str, str, str | None, datetime, str | None, str]
    preset: str | None = None


@pytest.mark.parametrize(
    ("write", "truth"),
    [
        # 2 x 10.00 - 1.00 + 11.50 + 4 x 11.50; #1002 refunded
        (
            exports.write_shopify,
            Truth(
                "76.50", "-10.00", 3,
                ("#1001", "MUG-R", "Mug - Red", datetime(2024, 1, 5, 15, 12, 33), "ann@example.com", "CA"), "shopify",
            ),
        ),
        # 2 x 10.00 + 5.25 + 3 x 5.00; 502 refunded
        (
            exports.write_woocommerce,
            Truth(
                "40.25", "-5.00", 3,
                ("501", "HAT", "Hat", datetime(2024, 2, 1, 11), "ann@example.com", "DE"), "woocommerce",
            ),
        ),
        # 261.96 + 731.94 + 957.5775: Sales is the line total
        (
            exports.write_superstore,
            Truth(
                "1951.4775", "0", 2,
                (
                    "CA-2016-152156", "FUR-BO-10001798", "Bush Somerset Collection Bookcase", datetime(2016, 11, 8),
                    "CG-12520", "United States",
                ),
                "superstore",
            ),
        ),
        # 2 x 29.99 + 159.90; 53cd canceled
        (
            exports.write_olist,
            Truth(
                "219.88", "-118.70", 3,
                ("e481", "87285B", "housewares", datetime(2017, 10, 2, 10, 56, 33), "7c396f", "Brazil"), "olist",
            ),
        ),
        # 2.50 + 3.20 + 1,200.00; 78 returned
        (
            exports.write_point_of_sale,
            Truth(
                "1205.70", "-2.50", 3,
                ("77", "ESPRESSO", "Espresso", datetime(2024, 1, 15, 8, 5), None, "Unspecified"),
            ),
        ),
        # 2 x 1,234.50 - 34.50 + 10 x 0.95 + 0.75 x 24.00; 1002 returned
        (
            exports.write_european,
            Truth(
                "2462.00", "-1234.50", 3,
                ("1001", "A-1", "Große Tasse", datetime(2024, 1, 13), "K1", "Österreich"),
            ),
        ),
    ],
)  # fmt: skip
def test_a_shops_export_gives_its_totals(tmp_path: Path, write: Callable[[Path], Path], truth: Truth) -> None:
    found = read(write(tmp_path))
    assert found.reasons == {}
    assert (found.revenue, found.returns) == (Decimal(truth.revenue), Decimal(truth.returns))
    assert found.good["number"].n_unique() == truth.orders
    first = found.good.select("number", "code", "description", "placed_at", "customer", "country").row(0)
    assert first == truth.first
    assert [contract.preset for contract in found.contracts] == [truth.preset]


def test_what_stands_on_an_orders_first_row_counts_for_all_of_it(tmp_path: Path) -> None:
    rows = read(exports.write_shopify(tmp_path)).good
    assert rows.select("customer", "country").row(1) == ("ann@example.com", "CA")
    assert rows.row(1, named=True)["code"] == "POSTER"
    assert rows.row(3, named=True)["customer"] is None


def test_times_with_an_offset_are_told_by_the_shops_clock(tmp_path: Path) -> None:
    rows = read(exports.write_shopify(tmp_path), timezone="America/New_York").good
    assert rows["placed_at"][0] == datetime(2024, 1, 5, 10, 12, 33)


def test_olists_tables_may_be_files_of_their_own(tmp_path: Path) -> None:
    for name, text in exports.OLIST.items():
        (tmp_path / name).write_text(text)
    assert read(*sorted(tmp_path.iterdir())).revenue == Decimal("219.88")
