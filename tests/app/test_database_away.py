"""The database goes away and comes back while the application serves."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

import pytest

from backend.accounts.roles import Role
from backend.accounts.users import create
from backend.app.application import create_app
from backend.db.embedded import embedded_postgres
from backend.db.migrate import migrate
from tests.app.conftest import EMAIL, LOGIN, PASSWORD, Client, settings

pytestmark = pytest.mark.anyio


async def test_unavailable_then_well_again_by_itself(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with ExitStack() as running:
        dsn = running.enter_context(embedded_postgres(home))
        await migrate(dsn)
        app = create_app(settings(tmp_path), dsn, dashboard=False)
        async with app.router.lifespan_context(app), Client(app) as client:
            await create(app.state.db, EMAIL, "Ann", Role.VIEWER, PASSWORD)
            body, _ = await client.ask(LOGIN, {"email": EMAIL, "password": PASSWORD})
            client.headers["Authorization"] = f"Bearer {body['data']['login']['accessToken']}"
            assert (await client.ask("{ dataset { orders } }"))[0]["data"] == {"dataset": {"orders": 0}}

            await asyncio.to_thread(running.close)
            assert await client.codes("{ dataset { orders } }") == ["UNAVAILABLE"]
            assert await client.codes(LOGIN, {"email": EMAIL, "password": PASSWORD}) == ["UNAVAILABLE"]
            ready = await client.get("/health/ready")
            assert (ready.status_code, ready.json()["status"]) == (503, "unavailable")
            assert "database is away" in ready.json()["reason"]
            assert (await client.get("/health/live")).status_code == 200

            await asyncio.to_thread(running.enter_context, embedded_postgres(home))
            assert (await client.ask("{ dataset { orders } }"))[0]["data"] == {"dataset": {"orders": 0}}
            assert (await client.get("/health/ready")).status_code == 200
