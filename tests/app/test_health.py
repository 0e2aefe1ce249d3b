"""Health: alive, ready, and why not."""

from pathlib import Path

import pytest

from backend.app.application import create_app
from backend.db import Database
from tests.app.conftest import Client, settings

pytestmark = pytest.mark.anyio


async def test_alive_and_ready(visitor: Client) -> None:
    assert (await visitor.get("/health/live")).json() == {"status": "live"}
    answer = await visitor.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


async def test_not_ready_before_the_migrations(accounts_dsn: str, tmp_path: Path) -> None:
    admin = await Database.connect(accounts_dsn, size=2)
    await admin.execute("create database unmigrated")
    dsn = accounts_dsn.replace("/postgres?", "/unmigrated?")
    app = create_app(settings(tmp_path), dsn, dashboard=False)
    async with app.router.lifespan_context(app), Client(app) as client:
        answer = await client.get("/health/ready")
        assert answer.status_code == 503
        assert "sales migrate" in answer.json()["reason"]
        assert (await client.get("/health/live")).status_code == 200
    await admin.execute("drop database unmigrated")
    await admin.close()
