"""An empty, migrated database for each test that loads."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from backend.db import Database
from backend.db.embedded import embedded_postgres
from backend.db.migrate import migrate
from backend.db.rollup_tables import FAMILIES

ROLLUPS = (
    *(f"rollup_{family}_{grain}" for family in FAMILIES for grain in ("day", "month")),
    "rollup_products_running",
    "rollup_customers_running",
    "rollup_cohorts",
    "rollup_members_day",
    "rollup_members_month",
)
EMPTY = f"""
truncate orders, lines, descriptions, products, customers, countries, rejects, loads, matched_returns,
    replaced_orders, replaced_lines, confirmed_orders, product_kinds, forecasts, {", ".join(ROLLUPS)};
update dataset set version = 0, currency = null, loaded_at = null, first_day = null, last_day = null,
    orders = 0, lines = 0, rollups_current = false;
"""


@pytest.fixture(scope="session")
def loading_dsn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with embedded_postgres(tmp_path_factory.mktemp("loading")) as dsn:
        asyncio.run(migrate(dsn))
        yield dsn


@pytest.fixture
async def db(loading_dsn: str) -> AsyncIterator[Database]:
    database = await Database.connect(loading_dsn, size=6)
    await database.execute(EMPTY)
    yield database
    await database.close()
