"""SQL in every text that the schema takes: it is a value, and nothing else."""

import asyncio
from typing import Any

import asyncpg
import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

import schema
from backend.db import Database
from tests.attacks.arguments import call, roots
from tests.attacks.door import Door

INJECTIONS = [
    "' or '1'='1",
    "'; drop table orders; --",
    '"; delete from lines; --',
    "1) or true --",
    "\\'; select pg_sleep(5); --",
    "$1; truncate users cascade",
    "%' and 1=cast((select password_hash from users limit 1) as int) and '%'='",
    "{visible} {0} %s",
]
TABLES = ("orders", "lines", "users", "audit_log", "countries")
SCHEMA = schema.build()._schema
OPEN = {"login", "refresh", "logout", "logoutEverywhere", "register", "requestPasswordReset", "changePassword"}


def chosen(text: str) -> Any:
    """Gives the text to every argument that takes one."""
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return lambda _name, kind: quoted if getattr(kind, "name", "") in {"String", "ID"} else None


def documents(text: str) -> list[str]:
    """Every field with an argument, with the text in each of them."""
    choose = chosen(text)
    found = []
    for operation, name, field in roots(SCHEMA):
        if field.args and operation != "subscription" and name not in OPEN:
            found.append(f"{operation} {{ {call(name, field, choose)} }}")
    sales: Any = SCHEMA.type_map["Sales"]
    assert isinstance(sales, GraphQLObjectType)
    for name, field in sales.fields.items():
        if any(choose(key, get_named_type(each.type)) for key, each in field.args.items()):
            found.append(f"{{ sales {{ {call(name, field, choose)} }} }}")
    assert len(found) > 15
    assert not is_leaf_type(sales)
    return found


async def counted(dsn: str) -> dict[str, int]:
    db = await Database.connect(dsn, size=1)
    found = {table: await db.value(f"select count(*) from {table}") for table in TABLES if table != "audit_log"}
    await db.close()
    return found


@pytest.mark.parametrize("text", INJECTIONS)
def test_sql_in_any_text_is_a_value(door: Door, text: str) -> None:
    before = asyncio.run(counted(door.dsn))
    for document in documents(text):
        for error in door.ask(document, "admin").get("errors", []):
            assert error["extensions"]["code"] in {"BAD_USER_INPUT", "NOT_FOUND", "CONFLICT"}, (document, error)
            assert "$argon2" not in error["message"]
    after = asyncio.run(counted(door.dsn))
    assert all(0 <= after[table] - before[table] <= 1 for table in before), "more than the one order was recorded"


@pytest.mark.parametrize("text", INJECTIONS)
def test_sql_in_a_login_is_a_wrong_login(door: Door, text: str) -> None:
    assert door.login(text, text).json()["errors"][0]["extensions"]["code"] in {"UNAUTHENTICATED", "RATE_LIMITED"}


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_log set actor = 'x'",
        "delete from audit_log",
        "truncate audit_log",
        "delete from audit_log where false",
    ],
)
def test_the_audit_log_is_not_changed_even_by_the_servers_own_role(door: Door, statement: str) -> None:
    assert door.audit()

    async def run() -> None:
        db = await Database.connect(door.dsn, size=1)
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await db.execute(statement)
        await db.close()

    asyncio.run(run())
