"""Websockets: opened by other sites, left hanging, opened without end."""

import asyncio
import time

import pytest
from websockets.exceptions import InvalidStatus

from backend.app.graphql_ws import CONNECTIONS, SUBSCRIPTIONS
from tests.app.websocket_client import SUBSCRIPTION, session, socket
from tests.attacks.door import Door

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
async def test_a_page_of_another_site_opens_no_websocket(door: Door, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with socket(door.url, origin=origin):
            pass
    assert refused.value.response.status_code == 403


async def test_a_websocket_that_says_nothing_is_closed(door: Door) -> None:
    begun = time.monotonic()
    async with socket(door.url) as silent:
        assert await silent.closed() == 4408
    assert time.monotonic() - begun < 15


async def test_nothing_is_answered_before_signing_in(door: Door) -> None:
    async with socket(door.url) as hasty:
        await hasty.subscribe(SUBSCRIPTION)
        assert await hasty.closed() == 4401


async def test_operations_on_one_connection_are_bounded(door: Door) -> None:
    token = await asyncio.to_thread(door.token, "viewer")
    async with session(door.url, token) as opened:
        for place in range(SUBSCRIPTIONS + 1):
            await opened.subscribe(SUBSCRIPTION, name=str(place))
        while (message := await opened.receive())["type"] == "next":
            pass
        extensions = message["payload"][0]["extensions"]
        assert (message["id"], extensions["code"]) == (str(SUBSCRIPTIONS), "RATE_LIMITED")
        assert extensions["retryAfter"] > 0


async def test_connections_of_one_user_are_bounded(door: Door) -> None:
    token = await asyncio.to_thread(door.token, "analyst")
    opened = [socket(door.url) for _ in range(CONNECTIONS + 1)]
    connections = [await each.__aenter__() for each in opened]
    try:
        for connection in connections[:-1]:
            await connection.init(token)
        await connections[-1].send({"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}})
        assert await connections[-1].closed() == 4429
        async with session(door.url, await asyncio.to_thread(door.token, "viewer")) as other:
            await other.subscribe(SUBSCRIPTION)
            assert await other.version()
    finally:
        for each in opened:
            await each.__aexit__(None, None, None)
