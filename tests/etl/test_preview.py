"""What a load would do, told before it is done."""

from dataclasses import asdict

import pytest

from backend.analytics.filters import Filters, resolve
from backend.analytics.kpis import kpis
from backend.db import Database
from etl.contract import LoadOptions
from etl.load import load, understand_tables
from etl.preview import preview
from tests.etl.rows import load_rows, quiet, row, table
from tests.etl.test_undo import dump

pytestmark = pytest.mark.anyio

SECOND = (row(Quantity="5"), row(InvoiceNo="1002"), row(InvoiceNo="1003", UnitPrice="0"), row(InvoiceNo="1004"))


async def test_a_preview_changes_nothing_and_tells_what_the_load_then_does(db: Database) -> None:
    await load_rows(db, row(), row(), row(InvoiceNo="1002"))
    before = await dump(db), await db.value("select count(*) from loads"), await db.value("select version from dataset")
    understood = await understand_tables([table(*SECOND)], LoadOptions(), currency="GBP")
    told = await preview(db, understood, progress=quiet)
    assert (await dump(db), await db.value("select count(*) from loads"), told.summary.version - 1) == before
    assert told.before == await kpis(db, await resolve(db, Filters()))
    assert told.warnings == (
        "1 orders would lose lines",
        "1 orders would be replaced",
        "1 of 4 rows would be rejected",
    )
    assert [each[0] for each in told.sample] == ["1001", "1002", "1004"]
    done = await load(db, understood, progress=quiet)
    assert told.after == await kpis(db, await resolve(db, Filters()))
    same = {"load_id": 0}
    assert asdict(told.summary) | same == asdict(done) | same


async def test_a_preview_of_another_currency_is_refused_as_the_load_is(db: Database) -> None:
    await load_rows(db, row())
    understood = await understand_tables([table(row())], LoadOptions(), currency="EUR")
    with pytest.raises(Exception, match="the data set is in GBP"):
        await preview(db, understood, progress=quiet)
