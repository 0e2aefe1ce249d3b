"""The application served by a real process, on a PostgreSQL of its own, with one analyst."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from backend.accounts.roles import Role
from backend.accounts.users import create
from backend.db import Database
from backend.db.embedded import embedded_postgres
from backend.db.migrate import migrate
from tests.app.conftest import EMAIL, LOGIN, PASSWORD
from tests.app.test_server import process

FRIEND = "https://shop.example"  # whose pages may call


@dataclass(frozen=True)
class Live:
    """Where it answers, the database it asks, and the analyst's access token."""

    url: str
    dsn: str
    token: str


@contextmanager
def database(home: Path) -> Iterator[str]:
    """An embedded PostgreSQL with the newest tables, Ann in it."""
    with embedded_postgres(home) as dsn:
        asyncio.run(migrate(dsn))
        asyncio.run(_ann(dsn))
        yield dsn


async def _ann(dsn: str) -> None:
    db = await Database.connect(dsn, size=2)
    await create(db, EMAIL, "Ann", Role.ANALYST, PASSWORD)
    await db.close()


def signed_in(url: str) -> str:
    """Ann's access token."""
    answer = httpx.post(
        f"{url}/graphql", json={"query": LOGIN, "variables": {"email": EMAIL, "password": PASSWORD}}, timeout=30
    )
    return str(answer.json()["data"]["login"]["accessToken"])


@contextmanager
def served(dsn: str, home: Path, **environment: str) -> Iterator[Live]:
    """A process that serves the database."""
    with process(dsn, home, **environment) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        yield Live(url, dsn, signed_in(url))
