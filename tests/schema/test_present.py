"""What holds now: never before the question, for many at once."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from backend.db import Database
from backend.errors import Unavailable
from schema.present import Present
from tests.app.conftest import EMAIL

pytestmark = pytest.mark.anyio

BUMP = "update dataset set version = version + 1"


async def test_who_asks_together_is_answered_together(db: Database) -> None:
    """Each read makes a moment of its own."""
    present = Present(db)
    moments = await asyncio.gather(*(present.now() for _ in range(100)))
    assert len(set(map(id, moments))) == 1
    assert await present.now() is not moments[0]


async def test_a_commit_before_the_question_is_seen_whatever_is_being_read(db: Database, changing_dsn: str) -> None:
    """Each asker comes while a read may be under way that began before the commit."""
    present = Present(db)
    session: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(changing_dsn)
    running = [asyncio.create_task(_keep_asking(present)) for _ in range(3)]
    try:
        for _ in range(200):
            committed = await session.fetchval(f"{BUMP} returning version")
            assert (await present.now()).state[0] >= committed
    finally:
        for task in running:
            task.cancel()
        await session.close()


async def _keep_asking(present: Present) -> None:
    while True:
        await present.now()


async def test_who_asks_comes_with_the_moment(db: Database) -> None:
    present = Present(db)
    begin = "insert into sessions (user_id) select user_id from users where email = $1 returning session_id"
    session = await db.value(begin, EMAIL)
    alone, both, nobody = await asyncio.gather(present.now(session), present.now(UUID(int=7)), present.now())
    assert alone is both is nobody
    assert {key: identity.name for key, identity in alone.identities.items()} == {session: EMAIL}
    assert (await present.now()).identities == {}


async def test_who_leaves_takes_the_answer_from_nobody(db: Database) -> None:
    present = Present(db)
    leaving, staying = asyncio.create_task(present.now()), asyncio.create_task(present.now())
    await asyncio.sleep(0)
    leaving.cancel()
    assert (await staying).state[0] >= 0
    assert leaving.cancelled() or leaving.cancelling()


async def test_a_failure_is_everybodys_and_the_next_question_is_asked_anew() -> None:
    pool = asyncpg.create_pool("postgresql://nobody@127.0.0.1:1/none", min_size=0, max_size=1)
    present = Present(Database(pool))
    await pool
    for _ in range(2):
        found = await asyncio.gather(present.now(), present.now(), return_exceptions=True)
        assert [type(error) for error in found] == [Unavailable, Unavailable]
    await pool.close()
