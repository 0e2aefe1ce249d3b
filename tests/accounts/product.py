"""The product as a process of its own, whose mails land in files, and everybody a test needs."""

import asyncio
import email
import email.policy
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from backend.accounts.roles import Role
from backend.accounts.users import User, create
from backend.db import Database
from tests.app.live import database, served

PASSWORD = "correct horse battery"
LOGIN = """mutation ($email: String!, $password: String!) {
  login(email: $email, password: $password) { accessToken refreshToken expiresIn user { id email role verified } } }"""
ME = "{ me { id email name role verified active countries } }"
MAIL_SECONDS = 15
_NUMBER = count()


@dataclass(frozen=True)
class Product:
    """Where it answers, its database, and the home that mails land in."""

    url: str
    dsn: str
    home: Path

    def client(self, token: str | None = None) -> "Client":
        return Client(self.url, token)

    def mails(self, address: str) -> list[EmailMessage]:
        """The mails to an address, oldest first."""
        found = [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in sorted((self.home / "outbox").glob("*.eml"), key=lambda path: int(path.stem.split("-")[2]))
        ]
        return [mail for mail in found if isinstance(mail, EmailMessage) and mail["To"] == address]

    def mail(self, address: str, number: int = 1) -> EmailMessage:
        """The mail of this number to an address, as soon as it is there."""
        deadline = time.monotonic() + MAIL_SECONDS
        while len(self.mails(address)) < number:
            assert time.monotonic() < deadline, f"no mail {number} to {address} within {MAIL_SECONDS} s"
            time.sleep(0.05)
        return self.mails(address)[number - 1]

    def token(self, address: str, number: int = 1) -> str:
        """The token of the link in a mail."""
        return token_in(self.mail(address, number))

    def asked(self, sql: str, *arguments: object) -> Any:
        """The first value of a statement."""

        async def ask(db: Database) -> Any:
            return await db.value(sql, *arguments)

        return self._with_database(ask)

    def user(self, role: Role = Role.VIEWER, name: str = "user") -> User:
        """A new user of a role."""

        async def make(db: Database) -> User:
            return await create(db, fresh(name), name.title(), role, PASSWORD)

        found: User = self._with_database(make)
        return found

    def signed_in(self, role: Role = Role.VIEWER, name: str = "user") -> "Client":
        """A client of a new user of a role."""
        client = self.client()
        client.login(self.user(role, name).email)
        return client

    def _with_database(self, work: Any) -> Any:
        async def run() -> Any:
            db = await Database.connect(self.dsn, size=1)
            try:
                return await work(db)
            finally:
                await db.close()

        return asyncio.run(run())


class Client:
    """A GraphQL client over HTTP."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url
        self.bearer = token
        self.session: dict[str, Any] = {}

    def post(self, document: str, **variables: Any) -> httpx.Response:
        headers = elsewhere() | ({"Authorization": f"Bearer {self.bearer}"} if self.bearer else {})
        body = {"query": document, "variables": variables}
        return httpx.post(f"{self.url}/graphql", json=body, headers=headers, timeout=60)

    def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data; any error fails."""
        body = self.post(document, **variables).json()
        assert "errors" not in body, body
        data: dict[str, Any] = body["data"]
        return data

    def refusal(self, document: str, **variables: Any) -> dict[str, Any]:
        """The one error, flat: `message` beside its extensions."""
        body = self.post(document, **variables).json()
        assert not any((body.get("data") or {}).values()), body
        [error] = body["errors"]
        return {"message": error["message"], **error["extensions"]}

    def code(self, document: str, **variables: Any) -> str:
        return str(self.refusal(document, **variables)["code"])

    def login(self, address: str, password: str = PASSWORD) -> dict[str, Any]:
        self.session = self.ask(LOGIN, email=address, password=password)["login"]
        self.bearer = self.session["accessToken"]
        return self.session


def elsewhere() -> dict[str, str]:
    """The header of a request from an address that nobody used before, so that tests do not slow each other down."""
    number = next(_NUMBER)
    return {"X-Forwarded-For": f"203.0.{number // 250}.{number % 250 + 1}"}


def fresh(name: str = "user") -> str:
    """An address that nobody has."""
    return f"{name}{next(_NUMBER)}@people.example"


def token_in(mail: EmailMessage) -> str:
    """The token of the link in a mail; text and HTML show the same."""
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    [token] = re.findall(r"https?://\S+#([\w-]{43})\b", text.get_content())
    assert f"#{token}" in html.get_content()
    return str(token)


@contextmanager
def running(home: Path, **environment: str) -> Iterator[Product]:
    """The product on a database of its own, as long as the context is open."""
    with database(home / "home") as dsn, served(dsn, home, SALES_PROXY_IPS="127.0.0.1", **environment) as live:
        yield Product(live.url, dsn, home)
