"""Loading, exactly once, into a real PostgreSQL."""

import asyncio
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from backend.db import Database
from backend.errors import Conflict, DataError
from tests.etl.conftest import EMPTY
from tests.etl.rows import load_paths, load_rows, row, state, write

pytestmark = pytest.mark.anyio


async def test_the_first_load(db: Database) -> None:
    done = await load_rows(db, row(), row(Quantity="-1", InvoiceNo="C1002"), row(UnitPrice="0"))
    assert (done.orders.added, done.orders.replaced, done.orders.unchanged) == (2, 0, 0)
    assert (done.rows_read, done.rows_loaded, done.rows_rejected, done.version) == (3, 2, 1, 1)
    [reject] = done.rejects
    assert (reject.reason, reject.rows, reject.examples) == ("zero price", 1, ("export.csv, row 4, UnitPrice: 0",))
    found = await state(db)
    assert [(number, revenue, returns) for number, _, _, _, revenue, returns, *_ in found["orders"]] == [
        ("1001", Decimal("3.00"), Decimal(0)),
        ("C1002", Decimal(0), Decimal("-1.50")),
    ]
    assert found["dataset"] == [(1, "GBP", date(2024, 3, 4), date(2024, 3, 4), 2, 2)]
    kept = await db.rows("select file, row_number, column_name, value, reason from rejects")
    assert [tuple(each) for each in kept] == [("export.csv", 4, "UnitPrice", "0", "zero price")]
    status = await db.row("select status, rows_read, rows_loaded, rows_rejected, version from loads")
    assert status is not None
    assert tuple(status) == ("COMMITTED", 3, 2, 1, 1)


async def test_the_same_content_again_changes_nothing_and_says_so(db: Database) -> None:
    first = await load_rows(db, row())
    before = await state(db)
    again = await load_rows(db, row())
    assert again.already_loaded
    assert again.load_id == first.load_id
    assert await state(db) == before
    assert await db.value("select count(*) from loads") == 1


async def test_only_orders_that_differ_are_replaced(db: Database) -> None:
    await load_rows(db, row(), row(InvoiceNo="1002"), row(InvoiceNo="1003"))
    done = await load_rows(db, row(), row(InvoiceNo="1002", Quantity="5"), row(InvoiceNo="1004"))
    assert (done.orders.added, done.orders.replaced, done.orders.unchanged, done.version) == (1, 1, 1, 2)
    found = {each[0]: each[4] for each in (await state(db))["orders"]}
    assert found == {"1001": Decimal("3.00"), "1002": Decimal("7.50"), "1003": Decimal("3.00"), "1004": Decimal("3.00")}


@pytest.mark.parametrize(
    "change",
    [
        {"StockCode": "B2"},
        {"Description": "Blue mug"},
        {"Description": None},
        {"Quantity": "3"},
        {"Quantity": "-2"},
        {"UnitPrice": "1.51"},
        {"CustomerID": "8"},
        {"CustomerID": None},
        {"Country": "Spain"},
        {"InvoiceDate": "2024-03-05 10:00:00"},
    ],
)
async def test_a_replaced_order_leaves_what_loading_it_alone_would(db: Database, change: dict[str, str | None]) -> None:
    await load_rows(db, row(), row(InvoiceNo="0999", StockCode="Z", CustomerID="9", Country="Malta"))
    replaced = await load_rows(db, row(**change), row(InvoiceNo="0999", StockCode="Z", CustomerID="9", Country="Malta"))
    assert (replaced.orders.replaced, replaced.orders.unchanged) == (1, 1)
    after = await state(db)
    await db.execute(EMPTY)
    await load_rows(db, row(**change), row(InvoiceNo="0999", StockCode="Z", CustomerID="9", Country="Malta"))
    alone = await state(db)
    assert after["orders"] == alone["orders"]
    assert after["lines"] == alone["lines"]
    sold = {code for _, _, code, *_ in alone["lines"]}
    assert [each for each in after["products"] if each[0] in sold] == alone["products"]
    buyers = {code for _, code, *_ in alone["orders"]}
    assert [each for each in after["customers"] if each[0] in buyers] == alone["customers"]


async def test_fewer_and_more_lines_make_an_order_differ(db: Database) -> None:
    await load_rows(db, row(), row())
    assert (await load_rows(db, row())).orders.replaced == 1
    assert (await load_rows(db, row(), row(), row())).orders.replaced == 1
    assert len((await state(db))["lines"]) == 3


async def test_reloading_what_was_replaced_since_loads_again(db: Database) -> None:
    await load_rows(db, row())
    await load_rows(db, row(Quantity="9"))
    back = await load_rows(db, row())
    assert not back.already_loaded
    assert (back.orders.replaced, back.version) == (1, 3)


async def test_a_customer_has_the_first_order_with_a_sale_and_the_latest_orders_country(db: Database) -> None:
    await load_rows(
        db,
        row(InvoiceNo="C1", Quantity="-1", InvoiceDate="2024-01-01 10:00:00"),
        row(InvoiceNo="3", InvoiceDate="2024-01-02 10:00:00"),
        row(InvoiceNo="2", InvoiceDate="2024-01-02 10:00:00"),
        row(InvoiceNo="C9", Quantity="-1", InvoiceDate="2024-02-01 10:00:00", Country="Spain"),
    )
    assert (await state(db))["customers"] == [("7", "Spain", "2", date(2024, 1, 2), date(2024, 1, 2))]


async def test_a_product_is_named_by_its_sales_then_its_returns_then_its_code(db: Database) -> None:
    await load_rows(
        db,
        *[row(StockCode="A", Description=name) for name in ("pear", "apple", "apple", "pear")],
        *[row(StockCode="A", Description="zebra", Quantity="-1") for _ in range(5)],
        row(StockCode="B", Description="back", Quantity="-1"),
        row(StockCode="C", Description=None),
    )
    assert [(code, name) for code, name, _ in (await state(db))["products"]] == [
        ("A", "apple"),
        ("B", "back"),
        ("C", "C"),
    ]


async def test_a_second_currency_is_refused(db: Database) -> None:
    await load_rows(db, row())
    before = await state(db)
    with pytest.raises(Conflict, match="the data set is in GBP, this load in EUR"):
        await load_rows(db, row(InvoiceNo="1002"), currency="EUR")
    assert await state(db) == before


async def test_fractions_stay_exact(db: Database) -> None:
    await load_rows(db, row(Quantity="0.1", UnitPrice="0.3"), row(Quantity="1e2", UnitPrice="0.0125"))
    assert [(quantity, amount) for *_, quantity, _, amount in (await state(db))["lines"]] == [
        (Decimal("0.1"), Decimal("0.03")),
        (Decimal(100), Decimal("1.25")),
    ]


async def test_several_files_are_one_load(db: Database, tmp_path: Path) -> None:
    paths = [write(tmp_path / "a.csv", row(), row(Quantity="0")), write(tmp_path / "b.csv.gz", row(InvoiceNo="1002"))]
    done = await load_paths(db, *paths)
    assert (done.source, done.orders.added, done.rows_read) == ("a.csv, b.csv.gz", 2, 3)
    assert await db.value("select file from rejects") == str(paths[0])


async def test_an_order_of_a_later_file_replaces_that_of_an_earlier_one(db: Database, tmp_path: Path) -> None:
    """Yesterday's export and today's overlap: nothing doubles, and the later one counts."""
    yesterday = write(tmp_path / "a.csv", row(), row(), row(InvoiceNo="1002"))
    today = write(tmp_path / "b.csv", row(InvoiceNo="1002", Quantity="3"), row(), row(InvoiceNo="1003"))
    done = await load_paths(db, yesterday, today)
    assert (done.orders.added, done.rows_loaded) == (3, 6)
    assert {each[0]: each[4] for each in (await state(db))["orders"]} == {
        "1001": Decimal("3.00"),
        "1002": Decimal("4.50"),
        "1003": Decimal("3.00"),
    }


async def test_files_of_two_currencies_are_no_load(db: Database, tmp_path: Path) -> None:
    head = "order,product,quantity,price,date,currency\n"
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path, currency in zip(paths, ("GBP", "EUR"), strict=True):
        path.write_text(head + "".join(f"{path.stem}{n},X,1,2.50,2024-01-0{n},{currency}\n" for n in range(1, 5)))
    with pytest.raises(Conflict, match=r"a\.csv is in GBP, .*b\.csv in EUR"):
        await load_paths(db, *paths)


async def test_years_beyond_any_shop_are_unreadable(db: Database) -> None:
    dates = ("9999-12-31 23:59:59", "0001-01-01 00:00:00", "1899-12-31 00:00:00")
    done = await load_rows(db, *[row(InvoiceDate=date) for date in dates], *[row()] * 9)
    assert [(each.reason, each.rows) for each in done.rejects] == [("unreadable date", 3)]


async def test_a_bad_file_among_good_ones_leaves_everything_as_it_was(db: Database, tmp_path: Path) -> None:
    good = write(tmp_path / "a.csv", row())
    with pytest.raises(DataError):
        await load_paths(db, good, tmp_path / "absent.csv")
    assert (await state(db))["dataset"][0][0] == 0


async def test_loads_at_once_wait_for_each_other(db: Database) -> None:
    done = await asyncio.gather(*(load_rows(db, row(InvoiceNo=str(n)), row(InvoiceNo="same")) for n in range(3)))
    assert sorted(each.version for each in done) == [1, 2, 3]
    assert [each[0] for each in (await state(db))["orders"]] == ["0", "1", "2", "same"]


async def test_a_header_without_rows_is_refused(db: Database) -> None:
    with pytest.raises(DataError, match="without rows below it"):
        await load_rows(db)
    assert await db.value("select count(*) from loads") == 0
