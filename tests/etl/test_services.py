"""The newest load in force that knows a list of services decides of a product's kind, whichever load came first."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from backend.db import Database
from etl.contract import LoadOptions
from etl.load import load, understand_files
from etl.record import Order, OrderLine, record_orders
from etl.records import LoadSummary
from etl.undo import undo_load
from tests.etl.rows import load_rows, quiet, row, write
from tests.etl.test_undo import dump

pytestmark = pytest.mark.anyio

POSTAGE = row(InvoiceNo="2001", StockCode="POST", Description="Postage")


async def record(db: Database, product: str = "POST", number: str = "1001") -> LoadSummary:
    line = OrderLine(product, None, Decimal(1), Decimal("5.00"))
    return await record_orders(db, [Order(number, datetime(2024, 3, 4, 10), "7", "France", (line,))], currency="GBP")


async def kinds(db: Database) -> dict[str, str]:
    return dict([tuple(each) for each in await db.rows("select code, kind from products")])


async def test_a_preset_that_lists_services_wins_over_an_earlier_load_that_knew_none(db: Database) -> None:
    await record(db)
    assert await kinds(db) == {"POST": "MERCHANDISE"}
    before = await dump(db)
    done = await load_rows(db, POSTAGE)
    assert await kinds(db) == {"POST": "SERVICE"}
    await undo_load(db, done.load_id)
    assert await dump(db) == before


async def test_a_load_that_knows_no_services_leaves_them(db: Database) -> None:
    await load_rows(db, POSTAGE)
    before = await dump(db)
    done = await record(db)
    assert await kinds(db) == {"POST": "SERVICE"}
    await undo_load(db, done.load_id)
    assert await dump(db) == before


async def test_the_last_load_that_names_a_service_undone_makes_it_merchandise(db: Database) -> None:
    await record(db)
    first = await load_rows(db, POSTAGE)
    second = await load_rows(db, row(InvoiceNo="2002", StockCode="POST"))
    await undo_load(db, first.load_id)
    assert await kinds(db) == {"POST": "SERVICE"}
    await undo_load(db, second.load_id)
    assert await kinds(db) == {"POST": "MERCHANDISE"}


async def load_under(db: Database, folder: Path, codes: str, *rows: tuple[str | None, ...]) -> LoadSummary:
    """Load the rows under a preset of the user's own, with this list of services."""
    own = folder / "own.toml"
    own.write_text(
        f'return_numbers = "^C"\nservice_codes = [{codes}]\n[columns]\norder = "InvoiceNo"\nproduct = "StockCode"\n'
        'name = "Description"\nquantity = "Quantity"\ndate = "InvoiceDate"\nprice = "UnitPrice"\n'
        'customer = "CustomerID"\ncountry = "Country"\n'
    )
    given = await understand_files([write(folder / "own.csv", *rows)], LoadOptions(preset=str(own)), currency="GBP")
    return await load(db, given, progress=quiet)


async def test_an_edited_list_counts_for_orders_that_stand(db: Database, tmp_path: Path) -> None:
    rows = (row(StockCode="BAG"), POSTAGE)
    states = [await dump(db)]
    done = []
    for codes, expected in (
        ('"POST"', {"BAG": "MERCHANDISE", "POST": "SERVICE"}),
        ('"bag"', {"BAG": "SERVICE", "POST": "MERCHANDISE"}),
        ('"POST", "BAG"', {"BAG": "SERVICE", "POST": "SERVICE"}),
    ):
        done.append(await load_under(db, tmp_path, codes, *rows))
        assert await kinds(db) == expected
        states.append(await dump(db))
    assert [each.orders.unchanged for each in done] == [0, 2, 2]
    assert [each.version for each in done] == [1, 2, 3]
    for each in reversed(done):
        states.pop()
        await undo_load(db, each.load_id)
        assert await dump(db) == states[-1]


async def test_an_older_load_undone_leaves_what_the_newest_says(db: Database, tmp_path: Path) -> None:
    first = await load_under(db, tmp_path, '"POST"', POSTAGE)
    await load_under(db, tmp_path, '"OTHER"', row(InvoiceNo="2002", StockCode="POST"))
    assert await kinds(db) == {"POST": "MERCHANDISE"}
    await undo_load(db, first.load_id)
    assert await kinds(db) == {"POST": "MERCHANDISE"}


async def test_in_one_load_a_list_counts_for_all_files(db: Database, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("order,date,product,price\n1,2024-01-13,POST,3.50\n")
    write(tmp_path / "b.csv", POSTAGE)
    given = await understand_files([tmp_path / "a.csv", tmp_path / "b.csv"], LoadOptions(), currency="GBP")
    await load(db, given, progress=quiet)
    assert await kinds(db) == {"POST": "SERVICE"}
