"""Users and the first administrator, on a real database."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import anyio
import pytest

from backend.accounts import passwords, users
from backend.accounts.administrator import Credentials, ensure_administrator
from backend.accounts.roles import Role
from backend.accounts.sessions import Sessions
from backend.accounts.users import User
from backend.db import Database
from backend.errors import BadInput, Conflict, NotFound, Unauthenticated, UsageError
from backend.settings import Settings
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.anyio


def settings(**given: Any) -> Settings:
    return Settings(_env_file=None, SALES_HOME=Path("unused"), **given)


async def test_a_user_is_found_by_id_and_by_address_in_any_case(db: Database, ann: User) -> None:
    assert ann.email == "ann@example.com"
    assert await users.find(db, ann.id) == ann
    assert (await users.find_with_hash(db, " ANN@example.com "))[0] == ann
    assert await users.find(db, uuid4()) is None


async def test_an_address_can_be_taken_once(db: Database, ann: User) -> None:
    with pytest.raises(Conflict, match=r"ann@example\.com is already a user"):
        await users.create(db, ann.email.upper(), "Another Ann", Role.VIEWER, PASSWORD)


@pytest.mark.parametrize(
    "email", ["", "ann", "@example.com", "ann@", "a b@c.de", "a\0@b.de", "\ud800@b.de", "a" * 255 + "@b.de"]
)
async def test_what_is_no_address_cannot_be_created_and_is_not_found(db: Database, email: str) -> None:
    with pytest.raises(BadInput) as caught:
        await users.create(db, email, "Nobody", Role.VIEWER, PASSWORD)
    assert caught.value.extensions == {"field": "email"}
    assert await users.find_with_hash(db, email) == (None, None)


async def test_a_deactivated_user_is_shut_out_at_once(db: Database, sessions: Sessions, ann: User) -> None:
    session = await sessions.login(ann.email, PASSWORD)
    assert not (await users.deactivate(db, ann.id)).active
    with pytest.raises(Unauthenticated):
        await sessions.refresh(session.refresh_token)
    with pytest.raises(Unauthenticated):
        await sessions.login(ann.email, PASSWORD)
    with pytest.raises(NotFound):
        await users.deactivate(db, uuid4())


async def test_a_new_password_ends_every_session(db: Database, sessions: Sessions, ann: User) -> None:
    session = await sessions.login(ann.email, PASSWORD)
    await users.set_password(db, ann.email, "another horse battery")
    with pytest.raises(Unauthenticated):
        await sessions.refresh(session.refresh_token)
    with pytest.raises(Unauthenticated):
        await sessions.login(ann.email, PASSWORD)
    await sessions.login(ann.email, "another horse battery")
    with pytest.raises(NotFound):
        await users.set_password(db, "nobody@example.com", PASSWORD)


async def test_the_first_administrator_is_made_once(db: Database, sessions: Sessions) -> None:
    first = await ensure_administrator(db, settings(SALES_ADMIN_EMAIL="Boss@example.com"))
    assert first is not None
    assert first.email == "boss@example.com"
    assert first.password is not None
    assert (await sessions.login(first.email, first.password)).user.role is Role.ADMIN
    assert await ensure_administrator(db, settings()) is None


async def test_starts_at_the_same_time_make_one_administrator(db: Database) -> None:
    made: list[Credentials | None] = []

    async def start() -> None:
        made.append(await ensure_administrator(db, settings()))

    async with anyio.create_task_group() as group:
        for _ in range(4):
            group.start_soon(start)
    assert len([credentials for credentials in made if credentials]) == 1
    assert await db.value("select count(*) from users") == 1


async def test_a_configured_password_is_used_and_not_shown(db: Database, sessions: Sessions) -> None:
    made = await ensure_administrator(db, settings(SALES_ADMIN_PASSWORD=PASSWORD))
    assert made == Credentials("admin@example.com", None)
    await sessions.login("admin@example.com", PASSWORD)


async def test_settings_that_cannot_make_an_administrator_say_so(db: Database, ann: User) -> None:
    with pytest.raises(UsageError, match="SALES_ADMIN_PASSWORD: the password needs at least 10 characters"):
        await ensure_administrator(db, settings(SALES_ADMIN_PASSWORD="admin123"))
    with pytest.raises(UsageError, match="SALES_ADMIN_EMAIL"):
        await ensure_administrator(db, settings(SALES_ADMIN_EMAIL="admin"))
    with pytest.raises(Conflict, match=r"ann@example\.com is a user without administration"):
        await ensure_administrator(db, settings(SALES_ADMIN_EMAIL=ann.email))


async def test_the_password_itself_is_never_stored(db: Database, ann: User) -> None:
    assert PASSWORD not in await db.value("select users::text from users where user_id = $1", ann.id)
    assert (await passwords.verified(PASSWORD, await db.value("select password_hash from users")))[0]
