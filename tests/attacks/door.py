"""The served product with one user of each kind, asked over real HTTP."""

import asyncio
import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from backend.accounts import api_keys
from backend.accounts.roles import Role
from backend.accounts.users import create, set_countries
from backend.db import Database
from backend.db.embedded import embedded_postgres
from backend.db.migrate import migrate
from tests.accounts.product import elsewhere
from tests.app.conftest import LOGIN
from tests.app.test_server import process
from tests.etl.rows import load_rows
from tests.tiny import sale

PASSWORD = "rather-long-and-odd-7431"
KINDS = {"viewer": Role.VIEWER, "analyst": Role.ANALYST, "admin": Role.ADMIN, "limited": Role.VIEWER}
WHO = ("anonymous", *KINDS, "key")
OWN_COUNTRY, OTHER_COUNTRY = "France", "Spain"
SALES = [
    sale("1001", "A1", 2, "1.50", Description="Red mug"),
    sale("1002", "B2", 3, "7.00", CustomerID="8", Country=OTHER_COUNTRY, Description="Blue jug"),
]


@dataclass
class Door:
    """A running server; `home` is where it writes, `ids` are the users', `key` an analyst's API key."""

    url: str
    dsn: str
    home: Path
    ids: dict[str, str]
    key: str
    _tokens: dict[str, str] = field(default_factory=dict)

    def post(
        self, query: str, who: str = "anonymous", /, headers: dict[str, str] | None = None, **variables: Any
    ) -> Any:
        """Send a document as one of WHO; the response."""
        given = {**elsewhere(), **self.bearer(who), **(headers or {})}
        body = {"query": query, "variables": variables}
        return httpx.post(f"{self.url}/graphql", json=body, headers=given, timeout=60)

    def ask(self, query: str, who: str = "anonymous", /, **variables: Any) -> dict[str, Any]:
        """Send a document; the answer's JSON."""
        answer: dict[str, Any] = self.post(query, who, **variables).json()
        return answer

    def codes(self, query: str, who: str = "anonymous", /, **variables: Any) -> list[str]:
        """The codes of the answer's errors."""
        return [error["extensions"]["code"] for error in self.ask(query, who, **variables).get("errors", [])]

    def login(self, email: str, password: str = PASSWORD, **headers: str) -> httpx.Response:
        body = {"query": LOGIN, "variables": {"email": email, "password": password}}
        return httpx.post(f"{self.url}/graphql", json=body, headers={**elsewhere(), **headers}, timeout=60)

    def bearer(self, who: str) -> dict[str, str]:
        """The header by which one of WHO is let in."""
        return {} if who == "anonymous" else {"Authorization": f"Bearer {self.token(who)}"}

    def token(self, who: str) -> str:
        if who == "key":
            return self.key
        if who not in self._tokens:
            self._tokens[who] = self.login(f"{who}@example.com").json()["data"]["login"]["accessToken"]
        return self._tokens[who]

    def forget(self, who: str) -> None:
        """Sign in anew next time."""
        self._tokens.pop(who, None)

    def audit(self) -> list[dict[str, Any]]:
        """The newest entries of the audit log, the newest first."""
        text = "{ auditLog(first: 200) { edges { node { actor action target address } } } }"
        return [edge["node"] for edge in self.ask(text, "admin")["data"]["auditLog"]["edges"]]

    def log(self) -> str:
        """All that the server wrote."""
        return (self.home / "logs" / "sales.log").read_text() + (self.home / "stderr").read_text()


@contextmanager
def opened(home: Path, **environment: str) -> Iterator[Door]:
    """A server of its own, with data of two countries."""
    with embedded_postgres(home) as dsn:
        asyncio.run(migrate(dsn))
        ids, key = asyncio.run(_peopled(dsn))
        with served(dsn, home, **environment) as url:
            yield Door(url, dsn, home, ids, key)


@contextmanager
def served(dsn: str, home: Path, **environment: str) -> Iterator[str]:
    """A process that serves the database; where it answers."""
    usual = {"SALES_REGISTRATION": "open", "SALES_PROXY_IPS": "127.0.0.1"}
    with process(dsn, home, **{**usual, **environment}) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.send_signal(signal.SIGTERM)
        server.wait(30)


async def _peopled(dsn: str) -> tuple[dict[str, str], str]:
    db = await Database.connect(dsn, size=2)
    await load_rows(db, *SALES)
    ids = {}
    for name, role in KINDS.items():
        user = await create(db, f"{name}@example.com", name.title(), role, PASSWORD)
        ids[name] = str(user.id)
        if name == "limited":
            await set_countries(db, user.id, [OWN_COUNTRY])
            creator = user.id
    _, key = await api_keys.create(db, "robot", Role.ANALYST, created_by=creator)
    await db.close()
    return ids, key


def told(answer: dict[str, Any]) -> str:
    """The whole answer as text."""
    return json.dumps(answer, ensure_ascii=False)
