"""The application itself, on a real PostgreSQL, asked over HTTP without a network."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.applications import Starlette

from backend.accounts.roles import Role
from backend.accounts.users import create
from backend.app.application import create_app
from backend.db import Database
from backend.settings import Settings
from tests.accounts.conftest import accounts_dsn

if TYPE_CHECKING:
    from tests.app.live import Live

__all__ = ["accounts_dsn"]

EMAIL, PASSWORD = "ann@example.com", "correct horse battery"
SECRET = "0123456789abcdef0123456789abcdef"
LOGIN = """
mutation Login($email: String!, $password: String!) {
  login(email: $email, password: $password) { accessToken refreshToken expiresIn user { email role } }
}
"""


def settings(home: Path, **given: Any) -> Settings:
    return Settings(_env_file=None, SALES_HOME=home, SALES_SECRET_KEY=SECRET, **given)


@pytest.fixture(scope="session")
async def app(accounts_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Starlette]:
    """One application for all tests that leave its state alone; Ann is its analyst."""
    application = create_app(settings(tmp_path_factory.mktemp("app")), accounts_dsn, dashboard=False)
    async with application.router.lifespan_context(application):
        db: Database = application.state.db
        await create(db, EMAIL, "Ann", Role.ANALYST, PASSWORD)
        yield application


class Client(httpx.AsyncClient):
    """An HTTP client of an application; `ask` posts a document."""

    def __init__(self, app: Starlette, **headers: str) -> None:
        super().__init__(transport=httpx.ASGITransport(app), base_url="http://sales.test", headers=headers)

    async def ask(
        self, query: str, variables: dict[str, Any] | None = None, **headers: str
    ) -> tuple[dict[str, Any], httpx.Response]:
        """The answer's JSON and the answer."""
        answer = await self.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        body: dict[str, Any] = answer.json()
        return body, answer

    async def codes(self, query: str, variables: dict[str, Any] | None = None, **headers: str) -> list[str]:
        """The codes of the errors the document is answered with; nothing else may be answered."""
        body, _ = await self.ask(query, variables, **headers)
        assert not any((body.get("data") or {}).values()), body
        return [error["extensions"]["code"] for error in body["errors"]]


@pytest.fixture
async def visitor(app: Starlette) -> AsyncIterator[Client]:
    """A client that is not signed in."""
    async with Client(app) as client:
        yield client


@pytest.fixture(scope="session")
async def token(app: Starlette) -> str:
    """Ann's access token."""
    async with Client(app) as client:
        body, _ = await client.ask(LOGIN, {"email": EMAIL, "password": PASSWORD})
        return str(body["data"]["login"]["accessToken"])


@pytest.fixture
async def client(app: Starlette, token: str) -> AsyncIterator[Client]:
    """A client signed in as Ann."""
    async with Client(app, Authorization=f"Bearer {token}") as signed_in:
        yield signed_in


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Live]":
    """A process that serves a database of its own, for tests over real sockets; data may be loaded into it."""
    from tests.app.live import FRIEND, database, served

    home = tmp_path_factory.mktemp("live")
    with database(home) as dsn, served(dsn, home, SALES_CORS_ORIGINS=FRIEND, SALES_ENV="production") as started:
        yield started
