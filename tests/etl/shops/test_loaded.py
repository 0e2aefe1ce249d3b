"""The six shops' exports in the database: key figures and lines as computed by hand."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from backend.analytics.filters import Filters, resolve
from backend.analytics.kpis import kpis
from backend.db import Database
from tests.etl.rows import load_paths
from tests.etl.shops import exports

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("write", "revenue", "returns", "units", "orders", "customers"),
    [
        (exports.write_shopify, "76.50", "-10.00", "7", 2, 1),
        (exports.write_woocommerce, "40.25", "-5.00", "6", 2, 2),
        (exports.write_superstore, "1951.4775", "0", "10", 2, 2),
        (exports.write_olist, "219.88", "-118.70", "3", 2, 1),
        (exports.write_point_of_sale, "1205.70", "-2.50", "3", 2, 0),
        (exports.write_european, "2462.00", "-1234.50", "12.75", 2, 1),
    ],
)
async def test_a_shops_key_figures(
    db: Database,
    tmp_path: Path,
    write: Callable[[Path], Path],
    revenue: str,
    returns: str,
    units: str,
    orders: int,
    customers: int,
) -> None:
    await load_paths(db, write(tmp_path))
    found = await kpis(db, await resolve(db, Filters()))
    assert (found.revenue, found.returns, found.units) == (Decimal(revenue), Decimal(returns), Decimal(units))
    assert (found.orders, found.customers) == (orders, customers)


async def test_a_price_is_derived_to_six_places(db: Database, tmp_path: Path) -> None:
    (tmp_path / "till.csv").write_text("date,item,qty,amount\n2024-01-13,Tea,3,10.00\n2024-01-13,Cup,-3,-10.00\n")
    await load_paths(db, tmp_path / "till.csv")
    found = await db.rows("select unit_price, amount from lines order by amount")
    assert [(row["unit_price"], row["amount"]) for row in found] == [
        (Decimal("3.333333"), Decimal("-10.00")),
        (Decimal("3.333333"), Decimal("10.00")),
    ]


async def test_overlapping_exports_without_order_numbers_do_not_double(db: Database, tmp_path: Path) -> None:
    rows = [f"2024-01-{day},Tea,1,3.50\n" for day in (13, 13, 14, 15)]
    (tmp_path / "monday.csv").write_text("date,item,qty,amount\n" + "".join(rows[:3]))
    (tmp_path / "tuesday.csv").write_text("date,item,qty,amount\n" + "".join(rows[1:]))
    await load_paths(db, tmp_path / "monday.csv")
    summary = await load_paths(db, tmp_path / "tuesday.csv")
    assert (summary.orders.added, summary.orders.unchanged) == (1, 2)
    assert await db.value("select sum(amount) from lines") == Decimal("14.00")
