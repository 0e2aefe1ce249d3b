"""No secret is in a log, in the audit log or in the database, whatever is done with it."""

import asyncio
import email
import re
import time
from email import policy
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.db import Database
from tests.app.test_server import SECRET
from tests.attacks.door import PASSWORD, Door, opened

NEW = "another-odd-and-long-9"


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with opened(tmp_path_factory.mktemp("talkative"), LOG_LEVEL="DEBUG") as started:
        yield started


def mailed(door: Door, recipient: str) -> str:
    """The token of the newest mail to an address."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for path in sorted(door.home.glob("outbox/*.eml"), reverse=True):
            mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            body: Any = mail.get_body(("plain",))
            token = re.search(r"#(\S+)", body.get_content())
            if mail["To"] == recipient and token:
                return token[1]
        time.sleep(0.1)
    raise AssertionError(f"no mail to {recipient}")


def every_flow(door: Door) -> set[str]:
    """Do everything that handles a secret; the secrets."""
    session = door.login("viewer@example.com").json()["data"]["login"]
    renew = "mutation ($token: String!) { refresh(refreshToken: $token) { accessToken refreshToken } }"
    renewed = door.ask(renew, token=session["refreshToken"])["data"]["refresh"]
    door.ask(renew, token=session["refreshToken"])  # a second time: a replay
    door.login("viewer@example.com", "a-wrong-password-7")
    made = door.ask('mutation { createApiKey(name: "m", role: VIEWER) { secret } }', "admin")["data"]["createApiKey"]
    door.post("{ me { id } }", headers={"Authorization": f"Bearer {made['secret']}"})
    door.ask('mutation { requestPasswordReset(email: "analyst@example.com") }')
    link = mailed(door, "analyst@example.com")
    reset = "mutation ($token: String!, $new: String!) { resetPassword(token: $token, password: $new) }"
    assert door.ask(reset, token=link, new=NEW)["data"]
    door.ask('mutation ($input: RegisterInput!) { register(input: $input) }', input={
        "email": "new@example.com", "password": "yet-another-odd-one-3", "name": "New"})  # fmt: skip
    verify = mailed(door, "new@example.com")
    assert door.ask("mutation ($token: String!) { verifyEmail(token: $token) { id } }", token=verify)["data"]
    httpx.get(f"{door.url}/graphql", params={"query": "{ me { id } }", "token": session["accessToken"]})
    return {
        PASSWORD, NEW, SECRET, "a-wrong-password-7", "yet-another-odd-one-3", made["secret"], link, verify,
        *(session[name] for name in ("accessToken", "refreshToken")),
        *(renewed[name] for name in ("accessToken", "refreshToken")),
    }  # fmt: skip


async def texts_of(dsn: str) -> str:
    """Every text of every table."""
    db = await Database.connect(dsn, size=1)
    tables = await db.rows("select table_name from information_schema.tables where table_schema = 'public'")
    found = []
    for (table,) in tables:
        found += [str(row[0]) for row in await db.rows(f'select each::text from "{table}" each limit 1000')]
    await db.close()
    return "\n".join(found)


def test_no_secret_is_kept_where_it_can_be_read(talkative: Door) -> None:
    secrets = every_flow(talkative)
    assert len(secrets) == 12
    entries = talkative.audit()
    assert {"login", "login failed", "refresh token reused", "key created", "password reset", "verified"} <= {
        entry["action"] for entry in entries
    }
    kept = {"the log": talkative.log(), "the audit log": str(entries), "a table": asyncio.run(texts_of(talkative.dsn))}
    for place, text in kept.items():
        assert "viewer@example.com" in text or place == "the log"
        for secret in secrets:
            assert secret not in text, f"{place} holds {secret}"


def test_keys_are_files_of_their_owner_alone(talkative: Door) -> None:
    for path in Path(talkative.home).glob("keys/*"):
        assert path.stat().st_mode & 0o077 == 0, path
