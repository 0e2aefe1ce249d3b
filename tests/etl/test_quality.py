"""Oddities, counted by hand."""

import pytest

from backend.db import Database
from etl.quality import quality
from tests.etl.rows import load_rows, row

pytestmark = pytest.mark.anyio


async def test_an_empty_data_set_has_nothing_odd(db: Database) -> None:
    found = await quality(db)
    assert (found.share_without_customer, found.duplicates, found.gaps.count, found.outliers.count) == (0, 0, 0, 0)


async def test_customers_duplicates_names_and_countries(db: Database) -> None:
    await load_rows(
        db,
        row(),
        row(),
        row(),
        row(StockCode="A1", Description="Crimson mug", InvoiceNo="2", CustomerID=None, Country="Atlantis"),
    )
    found = await quality(db)
    assert found.share_without_customer == 0.25
    assert found.duplicates == 2
    assert (found.several_names.count, found.several_names.examples) == (1, ("A1",))
    assert (found.unknown_countries.count, found.unknown_countries.examples) == (1, ("Atlantis",))


async def test_an_order_far_beyond_the_others_is_an_outlier(db: Database) -> None:
    orders = [row(InvoiceNo=str(n), UnitPrice=f"{10 + n % 5}") for n in range(40)]
    await load_rows(db, *orders, row(InvoiceNo="giant", Quantity="100000"))
    found = (await quality(db)).outliers
    assert (found.count, found.examples) == (1, ("giant",))


async def test_gaps_are_days_without_orders_on_days_that_mostly_have_some(db: Database) -> None:
    """Open on Mondays and Tuesdays of March 2024, but for Tuesday the 12th."""
    days = [4, 5, 11, 18, 19, 25, 26]
    await load_rows(db, *[row(InvoiceNo=str(day), InvoiceDate=f"2024-03-{day:02} 10:00:00") for day in days])
    found = (await quality(db)).gaps
    assert (found.count, found.examples) == (1, ("2024-03-12",))


async def test_the_quality_of_one_load_is_of_what_it_brought(db: Database) -> None:
    await load_rows(db, row(CustomerID=None))
    second = await load_rows(db, row(InvoiceNo="2"))
    assert (await quality(db, second.load_id)).share_without_customer == 0
    assert (await quality(db)).share_without_customer == 0.5
