"""Errors: each with a code; unforeseen ones masked for the client and explained in the log."""

import logging
from pathlib import Path

import asyncpg
import pytest
from graphql import GraphQLError

from backend.accounts.roles import Role
from backend.accounts.users import create
from backend.app.application import create_app
from backend.db import Database
from backend.db.migrate import migrate
from backend.errors import BadInput, Conflict, Timeout
from schema.errors import translated
from tests.app.conftest import EMAIL, LOGIN, PASSWORD, Client, settings

pytestmark = pytest.mark.anyio


async def test_an_unforeseen_error_is_masked_and_logged(
    accounts_dsn: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Real trouble: a table is gone from a database that was whole."""
    admin = await Database.connect(accounts_dsn, size=2)
    await admin.execute("create database damaged")
    dsn = accounts_dsn.replace("/postgres?", "/damaged?")
    await migrate(dsn)
    app = create_app(settings(tmp_path), dsn, dashboard=False)
    async with app.router.lifespan_context(app), Client(app) as client:
        db: Database = app.state.db
        await create(db, EMAIL, "Ann", Role.VIEWER, PASSWORD)
        body, _ = await client.ask(LOGIN, {"email": EMAIL, "password": PASSWORD})
        await db.execute("drop table dataset")
        caplog.clear()
        client.headers["Authorization"] = f"Bearer {body['data']['login']['accessToken']}"
        client.headers["X-Request-ID"] = "request-1"
        body, _ = await client.ask("{ dataset { version } }")
    (error,) = body["errors"]
    assert error["extensions"] == {"code": "INTERNAL", "requestId": "request-1"}
    assert "request-1" in error["message"]
    assert "relation" not in str(body)
    (logged,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert logged.exc_info is not None
    assert isinstance(logged.exc_info[1], asyncpg.UndefinedTableError)
    await admin.execute("drop database damaged")
    await admin.close()


@pytest.mark.parametrize(
    ("raised", "extensions"),
    [
        (BadInput("no such country", field="countries"), {"code": "BAD_USER_INPUT", "field": "countries"}),
        (Conflict("load 7 came later", load=7), {"code": "CONFLICT", "load": 7}),
        (Timeout("too slow"), {"code": "TIMEOUT"}),
    ],
)
def test_an_error_meant_for_users_keeps_its_text(raised: BadInput, extensions: dict[str, object]) -> None:
    wrapped = GraphQLError("outer", path=["sales"], original_error=GraphQLError("inner", original_error=raised))
    shown = translated(wrapped, "request-1")
    assert (shown.message, shown.extensions, shown.path) == (raised.message, extensions, ["sales"])
    assert translated(shown, "request-2") is shown


async def test_a_text_that_no_database_can_hold_is_bad_input(accounts_dsn: str) -> None:
    db = await Database.connect(accounts_dsn, size=1)
    with pytest.raises(asyncpg.CharacterNotInRepertoireError) as caught:
        await db.value("select $1::text", "a\0b")
    await db.close()
    shown = translated(GraphQLError("", path=["order"], original_error=caught.value), "request-1")
    assert shown.extensions == {"code": "BAD_USER_INPUT", "field": "order"}


def test_a_defect_in_an_answer_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    """GraphQL's own complaints about what a resolver gave are no mistake of the client's."""
    for error in (
        GraphQLError("Int cannot represent 1e99", path=["sales", "orders"]),
        GraphQLError("x", path=["a"], original_error=TypeError("Cannot return null for non-nullable field")),
        GraphQLError("the extension failed", original_error=RuntimeError("the extension failed")),
    ):
        shown = translated(error, "request-1")
        assert shown.extensions == {"code": "INTERNAL", "requestId": "request-1"}
        assert "request-1" in shown.message
    assert len(caplog.records) == 3
