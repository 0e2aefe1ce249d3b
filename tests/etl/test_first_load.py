"""The first load fills tables without their indexes and leaves them as they were made."""

from pathlib import Path

import pytest

from backend.db import Database
from backend.errors import DataError
from etl.contract import LoadOptions
from etl.load import load, understand_files
from tests.etl.conftest import EMPTY
from tests.etl.rows import load_rows, quiet, row, write
from tests.etl.test_load import state

pytestmark = pytest.mark.anyio

DEFINED = """
select tablename || indexdef from pg_indexes where schemaname = 'public'
union all select conrelid::regclass::text || pg_get_constraintdef(oid) from pg_constraint
order by 1
"""


async def definitions(db: Database) -> list[str]:
    return [found[0] for found in await db.rows(DEFINED)]


async def test_the_tables_have_their_indexes_and_foreign_keys_again(db: Database) -> None:
    before = await definitions(db)
    assert len(before) > 2
    await load_rows(db, row(), row(InvoiceNo="1002"))
    assert await definitions(db) == before


async def test_a_first_load_that_fails_leaves_the_empty_tables_as_they_were(db: Database, tmp_path: Path) -> None:
    before = await definitions(db)
    path = write(tmp_path / "export.csv", row(), *[row(Quantity="x")] * 9, *[row(InvoiceNo="1002")] * 9)
    understood = await understand_files([path], LoadOptions(), currency="GBP")
    with pytest.raises(DataError, match="would be rejected"):
        await load(db, understood, progress=quiet, max_reject_share=0.1)
    assert await definitions(db) == before
    assert await db.value("select count(*) from lines") == 0


async def test_members_that_were_there_before_the_first_order_keep_their_keys(db: Database) -> None:
    rows = [row(), row(StockCode="B2", Description="Blue mug"), row(InvoiceNo="1002", StockCode="C3")]
    await load_rows(db, *rows)
    alone = await state(db)
    await db.execute(EMPTY)
    await db.execute("insert into products values (7, 'B2', 'B2', 'MERCHANDISE', 1), (3, 'Z9', 'Z9', 'MERCHANDISE', 1)")
    await load_rows(db, *rows)
    assert (await state(db))["lines"] == alone["lines"]
    assert await db.value("select product_id from products where code = 'B2'") == 7


async def test_later_loads_let_others_read_lines_meanwhile(db: Database) -> None:
    await load_rows(db, row())
    async with db.transaction() as reader:
        assert await reader.fetchval("select count(*) from lines") == 1
        done = await load_rows(db, row(InvoiceNo="1002"))
        assert done.orders.added == 1
        assert await reader.fetchval("select count(*) from lines") == 2
