"""Data that came before the rollups: answers are right before these are filled, and after."""

from pathlib import Path
from typing import Any

import pytest

from backend.cli.database import migrate_and_fill
from backend.db import Database
from backend.db.embedded import embedded_postgres
from backend.db.migrate import migrate
from backend.forecast import ForecastWorkers
from backend.rollups.verification import verify
from backend.settings import Settings
from tests.schema.dashboard import dashboard
from tests.tiny import TinyShop, sale

pytestmark = pytest.mark.anyio

ROWS = (
    sale("1", "A", 2, "1.50"),
    sale("2", "B", 1, "7", InvoiceDate="2024-04-20 11:00:00", Country="Spain", CustomerID="8"),
    sale("3", "A", -1, "1.50", InvoiceDate="2024-05-02 12:00:00"),
)


async def sources(dsn: str, settings: Settings) -> tuple[Any, set[str]]:
    """The whole dashboard's data but its version, and the tables it came from."""
    db = await Database.connect(dsn, size=4)
    try:
        shop = TinyShop(db, settings, ForecastWorkers(0))
        answer = await shop.answer(dashboard(shop.served._schema), limited=False)
    finally:
        await db.close()
    assert answer.data is not None
    assert answer.extensions is not None
    del answer.data["dataset"]
    fields = answer.extensions["receipt"]["fields"]
    return answer.data, {table for each in fields for table in (each["source"] or "").split(" + ")}


async def test_running_totals_and_cohorts_are_filled_by_their_migration(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, SALES_HOME=tmp_path)
    with embedded_postgres(tmp_path) as dsn:
        await migrate(dsn)
        db = await Database.connect(dsn, size=4)
        await TinyShop(db, settings, ForecastWorkers(0)).load(*ROWS)
        kept = (await verify(db)).rows
        await migrate(dsn, "0005")
        await migrate(dsn)
        found = await verify(db)
        assert (found.first, found.rows) == ((), kept)
        await db.close()


async def test_answers_are_the_same_before_rollups_are_filled_and_after(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, SALES_HOME=tmp_path)
    with embedded_postgres(tmp_path) as dsn:
        await migrate(dsn)
        db = await Database.connect(dsn, size=4)
        await TinyShop(db, settings, ForecastWorkers(0)).load(*ROWS)
        await db.close()
        loaded, by_rollups = await sources(dsn, settings)
        await migrate(dsn, "0004")
        await migrate(dsn)
        unfilled, by_facts = await sources(dsn, settings)
        assert unfilled == loaded
        assert not any(table.startswith("rollup_") for table in by_facts)
        await migrate_and_fill(dsn, settings)
        assert await sources(dsn, settings) == (loaded, by_rollups)
        assert any(table.startswith("rollup_") for table in by_rollups)
        db = await Database.connect(dsn, size=4)
        assert (await verify(db)).first == ()
        await db.close()
