"""Accounts that tests make, and the mails that reach them."""

import email
import re
import time
from dataclasses import dataclass
from email.policy import default
from pathlib import Path
from uuid import uuid4

from tests.api.client import GraphQLClient

CREATE = "mutation($input: CreateUserInput!) { createUser(input: $input) { id } }"
PATIENCE_SECONDS = 15


@dataclass(frozen=True)
class Person:
    """Somebody with an account on the server of `url`: a Site, as `Dashboard` takes it."""

    url: str
    id: str
    email: str
    password: str


def address() -> str:
    """One that no test had before."""
    return f"person-{uuid4().hex[:12]}@example.com"


def person(api: GraphQLClient, role: str = "VIEWER", password: str = "quiet rivers run deep") -> Person:
    """A new user."""
    new = {"email": address(), "name": "A Person", "role": role, "password": password}
    made = api.query(CREATE, {"input": new})["createUser"]
    return Person(str(api.http.base_url).rstrip("/"), made["id"], new["email"], password)


def link(home: Path, recipient: str, page: str) -> str:
    """The address in the newest mail to somebody that leads to a page, once there is such a mail."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for path in sorted((home / "outbox").glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True):
            mail = email.message_from_bytes(path.read_bytes(), policy=default)
            body = mail.get_body(("plain",))
            found = re.search(rf"http\S+{page}#\S+", body.get_content() if body else "")
            if found and recipient in str(mail["To"]):
                return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no mail to {recipient} with a link to {page}")
