"""The chain, up and down, on the newest and the oldest PostgreSQL that is promised."""

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from backend.db import Database
from backend.db.embedded import embedded_postgres
from backend.db.migrate import head_revision, is_migrated, migrate
from backend.errors import Unavailable, UsageError
from tests.oracle.paths import ROOT

OLDEST = Path("/usr/lib/postgresql/15/bin")
TABLES = "select count(*) from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'"


@pytest.fixture(scope="module", params=["embedded", "15"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A DSN without the database's name."""
    if request.param == "embedded":
        with embedded_postgres(tmp_path_factory.mktemp("migrations")) as dsn:
            yield dsn
    elif OLDEST.exists():
        yield from system_server()
    else:
        pytest.skip(f"PostgreSQL 15 is not in {OLDEST}")


def system_server() -> Iterator[str]:
    """The system's own PostgreSQL on a socket in a directory that its user may reach."""
    place = Path(tempfile.mkdtemp(prefix="sales-pg15-"))
    switch: dict[str, int] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(place, user.pw_uid, user.pw_gid)
        switch = {"user": user.pw_uid, "group": user.pw_gid}

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [OLDEST / program, "-D", place / "data", *arguments],
            check=True,
            cwd=place,
            stdout=subprocess.DEVNULL,
            **switch,
        )

    try:
        run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
        run("pg_ctl", "start", "-w", "-l", str(place / "log"), "-o", f"-c listen_addresses='' -k {place}")
        yield f"postgresql://postgres:@/postgres?host={quote(str(place))}"
        run("pg_ctl", "stop", "-w", "-m", "immediate")
    finally:
        shutil.rmtree(place)


@pytest.fixture
def dsn(server: str) -> str:
    """An empty database."""

    async def make() -> None:
        connection = await asyncpg.connect(server)
        await connection.execute("drop database if exists fresh with (force)")
        await connection.execute("create database fresh template template0")
        await connection.close()

    asyncio.run(make())
    return server.replace("/postgres?", "/fresh?")


async def state(dsn: str) -> tuple[int, bool]:
    """How many tables there are, and whether they are the newest."""
    db = await Database.connect(dsn, size=2)
    try:
        return await db.value(TABLES), await is_migrated(db)
    finally:
        await db.close()


def test_the_newest_number_is_the_end_of_the_one_chain() -> None:
    chain = ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini")))
    assert chain.get_heads() == [head_revision()]


def test_up_down_and_up_again(dsn: str) -> None:
    assert asyncio.run(state(dsn)) == (0, False)
    asyncio.run(migrate(dsn))
    tables, newest = asyncio.run(state(dsn))
    assert tables > 0
    assert newest
    asyncio.run(migrate(dsn, "base"))
    assert asyncio.run(state(dsn)) == (0, False)
    asyncio.run(migrate(dsn))
    assert asyncio.run(state(dsn)) == (tables, True)


def test_the_chain_makes_the_tables_as_defined(dsn: str) -> None:
    asyncio.run(migrate(dsn))
    config = Config(str(ROOT / "alembic.ini"))
    config.attributes["dsn"] = dsn
    command.check(config)


def test_again_and_step_by_step(dsn: str) -> None:
    asyncio.run(migrate(dsn))
    asyncio.run(migrate(dsn))
    asyncio.run(migrate(dsn, "-1"))
    assert not asyncio.run(state(dsn))[1]
    asyncio.run(migrate(dsn, "+1"))
    assert asyncio.run(state(dsn))[1]
    asyncio.run(migrate(dsn, head_revision()))
    asyncio.run(migrate(dsn, "base"))
    asyncio.run(migrate(dsn, head_revision()))
    assert asyncio.run(state(dsn))[1]


def test_two_at_once(dsn: str) -> None:
    async def both() -> None:
        await asyncio.gather(migrate(dsn), migrate(dsn), migrate(dsn))

    asyncio.run(both())
    assert asyncio.run(state(dsn))[1]


def test_an_unknown_revision_is_named(dsn: str) -> None:
    with pytest.raises(UsageError, match="cannot migrate to 'nowhere'"):
        asyncio.run(migrate(dsn, "nowhere"))


def test_no_database_is_said(server: str) -> None:
    with pytest.raises(Unavailable, match="no database at DATABASE_URL"):
        asyncio.run(migrate(server.replace("/postgres?", "/nowhere?")))
