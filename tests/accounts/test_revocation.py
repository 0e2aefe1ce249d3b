"""What ends takes effect within a second on every process, open connections included."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.accounts.roles import Role
from tests.accounts.documents import (
    CHANGE,
    CREATE_KEY,
    DATASET,
    DEACTIVATE,
    EVERYWHERE,
    LOGOUT,
    REVOKE_KEY,
    SET_ROLE,
    USERS,
)
from tests.accounts.product import ME, PASSWORD, Client, Product
from tests.app.live import served
from tests.app.websocket_client import session
from tests.cli.command import sales

pytestmark = pytest.mark.anyio

SECONDS = 1.0


@pytest.fixture(scope="module")
def other(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Another process on the same database, with the same secret."""
    home = tmp_path_factory.mktemp("other")
    with served(product.dsn, home) as live:
        yield Product(live.url, product.dsn, home)


def seen_from(other: Product, client: Client) -> Client:
    return other.client(client.bearer)


async def ended_after(url: str, token: str, work: Callable[[], Any]) -> float:
    """How long after the work a websocket with a subscription was closed, by 4403."""
    async with session(url, token) as client:
        await client.subscribe()
        await client.next()
        await asyncio.to_thread(work)
        begun = time.monotonic()
        assert await asyncio.wait_for(client.closed(), 10) == 4403
        return time.monotonic() - begun


ENDS: dict[str, Callable[[Client, Client], Any]] = {
    "deactivation": lambda boss, user: boss.ask(DEACTIVATE, id=user.session["user"]["id"]),
    "logout": lambda _boss, user: user.ask(LOGOUT, token=user.session["refreshToken"]),
    "logout everywhere": lambda _boss, user: user.ask(EVERYWHERE),
    "password change": lambda _boss, user: user.ask(CHANGE, current=PASSWORD, new="another horse battery"),
}


@pytest.mark.parametrize("end", ENDS)
async def test_every_process_refuses_and_hangs_up(product: Product, other: Product, end: str) -> None:
    boss, user = await asyncio.to_thread(lambda: (product.signed_in(Role.ADMIN), product.signed_in()))
    there = seen_from(other, user)
    for _ in range(2):  # the second answer is a kept one
        await asyncio.to_thread(there.ask, DATASET)
    assert user.bearer is not None
    assert await ended_after(other.url, user.bearer, lambda: ENDS[end](boss, user)) < SECONDS
    for document in (DATASET, ME):
        assert await asyncio.to_thread(there.code, document) == "UNAUTHENTICATED"


async def test_a_lost_role_is_lost_everywhere_at_once(product: Product, other: Product) -> None:
    boss, user = await asyncio.to_thread(lambda: (product.signed_in(Role.ADMIN), product.signed_in(Role.ADMIN)))
    there = seen_from(other, user)
    await asyncio.to_thread(there.ask, USERS)
    await asyncio.to_thread(boss.ask, SET_ROLE, id=user.session["user"]["id"], role="VIEWER")
    assert await asyncio.to_thread(there.code, USERS) == "FORBIDDEN"


async def test_a_revoked_keys_connection_ends(product: Product, other: Product) -> None:
    boss = await asyncio.to_thread(product.signed_in, Role.ADMIN)
    made = await asyncio.to_thread(boss.ask, CREATE_KEY, name="feed", role="VIEWER")
    key = made["createApiKey"]
    ended = await ended_after(other.url, key["secret"], lambda: boss.ask(REVOKE_KEY, id=key["key"]["id"]))
    assert ended < SECONDS


async def test_a_listener_that_lost_its_connection_asks_again(product: Product, other: Product) -> None:
    """The notification is missed, as every listener's connection is cut just before; the session ends all the same."""
    boss, user = await asyncio.to_thread(lambda: (product.signed_in(Role.ADMIN), product.signed_in()))

    def work() -> None:
        cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = $1"
        assert product.asked(cut, "sales_accounts listener") >= 2
        ENDS["deactivation"](boss, user)

    assert user.bearer is not None
    assert await ended_after(other.url, user.bearer, work) < 5


async def test_a_key_rotated_elsewhere_is_known_here(product: Product, other: Product) -> None:
    """Tokens of before go on until the old key retires; at once, if it was leaked, and refreshing brings new ones."""
    user = await asyncio.to_thread(product.signed_in)
    there = seen_from(other, user)

    async def rotated(*options: str) -> None:
        done = await asyncio.to_thread(sales, product.home, "keys", "rotate", *options, DATABASE_URL=product.dsn)
        assert done.returncode == 0, done.stderr
        await asyncio.sleep(SECONDS)

    await rotated()
    await asyncio.to_thread(there.ask, ME)
    fresh = await asyncio.to_thread(product.signed_in)
    await asyncio.to_thread(seen_from(other, fresh).ask, ME)
    await rotated("--now")
    for old in (there, seen_from(other, fresh)):
        assert await asyncio.to_thread(old.code, ME) == "UNAUTHENTICATED"
    await asyncio.to_thread(seen_from(product, await asyncio.to_thread(other.signed_in)).ask, ME)


async def test_behind_a_pooler_it_is_asked_for(product: Product, tmp_path: Path) -> None:
    boss, user = await asyncio.to_thread(lambda: (product.signed_in(Role.ADMIN), product.signed_in()))
    assert user.bearer is not None
    with served(product.dsn, tmp_path, SALES_POOLED="true") as pooled:
        assert await ended_after(pooled.url, user.bearer, lambda: ENDS["deactivation"](boss, user)) < 2 * SECONDS
