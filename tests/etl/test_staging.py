"""Orders that come in pieces: whatever the batches, a load leaves what one batch would."""

from dataclasses import replace
from typing import Any

import pytest

from backend.db import Database
from etl.contract import LoadOptions
from etl.load import load, understand_tables
from etl.sources import Table
from tests.etl.conftest import EMPTY
from tests.etl.rows import quiet, row, table
from tests.etl.test_load import state

pytestmark = pytest.mark.anyio

# Two orders whose rows take turns, one that stands whole between them, and a product and a name that come again.
MIXED = [
    row(InvoiceNo="1", StockCode="A", Country="Malta", CustomerID=None),
    row(InvoiceNo="2", StockCode="B"),
    row(InvoiceNo="1", StockCode="B", Description="Other", InvoiceDate="2024-03-04 10:01:00"),
    row(InvoiceNo="3", StockCode="C", Description=None),
    row(InvoiceNo="2", StockCode="A", Quantity="-1"),
    row(InvoiceNo="1", StockCode="A", UnitPrice="0"),
    row(InvoiceNo="1", StockCode="A", UnitPrice="9"),
]


def in_batches(whole: Table, size: int) -> Table:
    """The same table, read in batches of so many rows."""
    return replace(whole, read=lambda: (part for batch in whole.read() for part in batch.iter_slices(size)))


async def loaded(db: Database, *tables: Table) -> dict[str, Any]:
    """What the data set holds after the tables are loaded as one into an empty one."""
    await db.execute(EMPTY)
    understood = await understand_tables(list(tables), LoadOptions(), currency="GBP")
    await load(db, understood, progress=quiet)
    return await state(db)


@pytest.mark.parametrize("size", [1, 2, 3])
async def test_batches_make_no_difference(db: Database, size: int) -> None:
    whole = table(*MIXED)
    assert await loaded(db, in_batches(whole, size)) == await loaded(db, whole)
    numbered = [(number, line) for number, line, *_ in (await state(db))["lines"]]
    assert numbered == [("1", 1), ("1", 2), ("1", 3), ("2", 1), ("2", 2), ("3", 1)]


async def test_an_order_in_pieces_replaces_that_of_an_earlier_table_in_pieces(db: Database) -> None:
    earlier, later = table(*MIXED, name="a.csv"), table(*MIXED[:3], row(InvoiceNo="1", StockCode="D"), name="b.csv")
    alone = await loaded(db, later)
    both = await loaded(db, in_batches(earlier, 1), in_batches(later, 1))
    third = [order for order in both["orders"] if order[0] == "3"]
    assert both["orders"] == [*alone["orders"], *third]
    assert [line for line in both["lines"] if line[0] != "3"] == alone["lines"]
