"""Sessions on a real database: rotation, reuse, ends."""

import anyio
import bcrypt
import pytest

from backend.accounts.sessions import Session, Sessions
from backend.accounts.users import User
from backend.db import Database
from backend.errors import Unauthenticated
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.anyio


async def owner(db: Database, sessions: Sessions, session: Session) -> object:
    """Whose session the access token names, if it still counts."""
    session_id = (await sessions.proof(session.access_token)).session_id
    return await db.value("select user_id from sessions where session_id = $1", session_id)


async def test_a_login_gives_a_session(db: Database, sessions: Sessions, ann: User) -> None:
    session = await sessions.login("ANN@example.com", PASSWORD)
    assert session.user == ann
    assert session.expires_in == 900
    assert len(session.refresh_token) >= 43
    assert await owner(db, sessions, session) == ann.id


async def test_a_wrong_password_and_an_unknown_user_look_alike(sessions: Sessions, ann: User) -> None:
    refusals = []
    for email, password in [
        (ann.email, "wrong"),
        ("nobody@example.com", PASSWORD),
        ("' or true --", PASSWORD),
        ("", ""),
    ]:
        with pytest.raises(Unauthenticated) as caught:
            await sessions.login(email, password)
        refusals.append((caught.value.message, caught.value.extensions))
    assert len(set(map(str, refusals))) == 1


async def test_an_old_hash_is_replaced_at_login(db: Database, sessions: Sessions, ann: User) -> None:
    old = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    await db.execute("update users set password_hash = $1", old)
    await sessions.login(ann.email, PASSWORD)
    assert (await db.value("select password_hash from users")).startswith("$argon2id$")
    await sessions.login(ann.email, PASSWORD)


async def test_a_refresh_replaces_both_tokens(db: Database, sessions: Sessions, ann: User) -> None:
    first = await sessions.login(ann.email, PASSWORD)
    second = await sessions.refresh(first.refresh_token)
    assert second.refresh_token != first.refresh_token
    assert second.access_token != first.access_token
    assert await owner(db, sessions, second) == ann.id
    assert (await sessions.refresh(second.refresh_token)).user == ann


async def test_reuse_of_an_old_token_ends_the_family_and_no_other(sessions: Sessions, ann: User) -> None:
    other = await sessions.login(ann.email, PASSWORD)
    first = await sessions.login(ann.email, PASSWORD)
    second = await sessions.refresh(first.refresh_token)
    for token in (first.refresh_token, second.refresh_token):
        with pytest.raises(Unauthenticated):
            await sessions.refresh(token)
    await sessions.refresh(other.refresh_token)


async def test_of_two_refreshes_at_once_one_succeeds_and_the_family_ends(sessions: Sessions, ann: User) -> None:
    first = await sessions.login(ann.email, PASSWORD)
    answers: list[Session | None] = []

    async def refresh() -> None:
        try:
            answers.append(await sessions.refresh(first.refresh_token))
        except Unauthenticated:
            answers.append(None)

    async with anyio.create_task_group() as group:
        group.start_soon(refresh)
        group.start_soon(refresh)
    (winner,) = [answer for answer in answers if answer]
    with pytest.raises(Unauthenticated):
        await sessions.refresh(winner.refresh_token)


async def test_a_logout_ends_the_session_and_no_other(sessions: Sessions, ann: User) -> None:
    other = await sessions.login(ann.email, PASSWORD)
    session = await sessions.login(ann.email, PASSWORD)
    await sessions.logout(session.refresh_token)
    with pytest.raises(Unauthenticated):
        await sessions.refresh(session.refresh_token)
    with pytest.raises(Unauthenticated):
        await sessions.logout(session.refresh_token)
    await sessions.refresh(other.refresh_token)


async def test_a_logout_with_a_used_token_ends_the_family_too(sessions: Sessions, ann: User) -> None:
    first = await sessions.login(ann.email, PASSWORD)
    second = await sessions.refresh(first.refresh_token)
    with pytest.raises(Unauthenticated):
        await sessions.logout(first.refresh_token)
    with pytest.raises(Unauthenticated):
        await sessions.refresh(second.refresh_token)


async def test_an_expired_refresh_token_is_refused_and_later_forgotten(
    db: Database, sessions: Sessions, ann: User
) -> None:
    session = await sessions.login(ann.email, PASSWORD)
    await db.execute("update refresh_tokens set expires_at = now() - interval '1 second'")
    with pytest.raises(Unauthenticated):
        await sessions.refresh(session.refresh_token)
    await sessions.login(ann.email, PASSWORD)
    assert await db.value("select count(*) from refresh_tokens") == 1


@pytest.mark.parametrize("token", ["", "unknown", "nul\0", "\ud800", "x" * 10_000])
async def test_an_unknown_refresh_token_is_refused(sessions: Sessions, token: str) -> None:
    with pytest.raises(Unauthenticated):
        await sessions.refresh(token)
    with pytest.raises(Unauthenticated):
        await sessions.logout(token)


async def test_refresh_tokens_are_stored_as_a_hash_only(db: Database, sessions: Sessions, ann: User) -> None:
    session = await sessions.login(ann.email, PASSWORD)
    stored = await db.value("select refresh_tokens::text from refresh_tokens")
    assert session.refresh_token not in stored
    assert session.refresh_token.encode().hex() not in stored
    assert len(await db.value("select token_hash from refresh_tokens")) == 32
