"""The application on a database of its own, whose data the tests change."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from backend.accounts.roles import Role
from backend.accounts.users import create
from backend.app.application import create_app
from backend.db import Database
from backend.db.embedded import embedded_postgres
from backend.db.migrate import migrate
from tests.app.conftest import EMAIL, LOGIN, PASSWORD, Client, settings
from tests.etl.conftest import EMPTY


@pytest.fixture(scope="session")
def changing_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("changing")


@pytest.fixture(scope="session")
def changing_dsn(changing_home: Path) -> Iterator[str]:
    with embedded_postgres(changing_home) as dsn:
        yield dsn


@pytest.fixture(scope="session")
async def changing_app(changing_dsn: str, changing_home: Path) -> AsyncIterator[Starlette]:
    await migrate(changing_dsn)
    app = create_app(settings(changing_home), changing_dsn, dashboard=False)
    async with app.router.lifespan_context(app):
        await create(app.state.db, EMAIL, "Ann", Role.ANALYST, PASSWORD)
        yield app


@pytest.fixture
async def db(changing_app: Starlette) -> Database:
    """The application's database, without orders."""
    database: Database = changing_app.state.db
    await database.execute(EMPTY)
    return database


@pytest.fixture
async def asking(changing_app: Starlette) -> AsyncIterator[Client]:
    """A client signed in as Ann."""
    async with Client(changing_app) as client:
        body, _ = await client.ask(LOGIN, {"email": EMAIL, "password": PASSWORD})
        client.headers["Authorization"] = f"Bearer {body['data']['login']['accessToken']}"
        yield client
