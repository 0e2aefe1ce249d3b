"""A real PostgreSQL built by the migrations; each test finds the accounts' tables empty."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from backend.accounts.links import Links
from backend.accounts.roles import Role
from backend.accounts.sessions import Sessions
from backend.accounts.signing_keys import SigningKeys
from backend.accounts.tokens import Tokens
from backend.accounts.users import User, create
from backend.db import Database
from backend.db.embedded import embedded_postgres
from backend.db.migrate import migrate

KEY = b"0123456789abcdef0123456789abcdef"
PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def accounts_dsn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with embedded_postgres(tmp_path_factory.mktemp("accounts")) as dsn:
        asyncio.run(migrate(dsn))
        yield dsn


@pytest.fixture
async def db(accounts_dsn: str) -> AsyncIterator[Database]:
    database = await Database.connect(accounts_dsn, size=5)
    await database.execute("truncate users, links, outbox, signing_keys cascade")
    yield database
    await database.close()


async def loaded(db: Database, secret: bytes) -> SigningKeys:
    """The keys as a process that has this secret reads them."""
    keys = SigningKeys(secret)
    await keys.reload(db)
    return keys


@pytest.fixture
async def tokens(db: Database) -> Tokens:
    return Tokens(await loaded(db, KEY), timedelta(minutes=15))


@pytest.fixture
def links() -> Links:
    return Links(KEY)


@pytest.fixture
def sessions(db: Database, tokens: Tokens) -> Sessions:
    return Sessions(db, tokens, timedelta(days=30))


@pytest.fixture
async def ann(db: Database) -> User:
    return await create(db, "Ann@Example.com", "Ann", Role.ANALYST, PASSWORD)
