"""A graphql-transport-ws client as a user of the API would write one, strict about what comes back."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

SUBSCRIPTION = "subscription { datasetChanged { version orders } }"
SECONDS = 10


class Socket:
    """One connection; frames are sent as they are, answers come back decoded."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, frame: Any) -> None:
        await self.connection.send(frame if isinstance(frame, bytes | str) else json.dumps(frame))

    async def receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(await self.connection.recv())
        return message

    async def init(self, token: str) -> None:
        await self.send({"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}})
        assert await self.receive() == {"type": "connection_ack"}

    async def subscribe(self, query: str = SUBSCRIPTION, name: str = "1", **payload: Any) -> None:
        await self.send({"id": name, "type": "subscribe", "payload": {"query": query, **payload}})

    async def next(self, name: str = "1") -> dict[str, Any]:
        """The next result of an operation, whole."""
        message = await self.receive()
        assert (message["id"], message["type"]) == (name, "next"), message
        payload: dict[str, Any] = message["payload"]
        return payload

    async def version(self) -> int:
        return int((await self.next())["data"]["datasetChanged"]["version"])

    async def closed(self) -> int:
        """The code with which the server closes; only messages that were under way may still come."""
        try:
            while True:
                await self.connection.recv()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd is not None else 1006


@asynccontextmanager
async def socket(url: str, *protocols: str, **options: Any) -> AsyncIterator[Socket]:
    offered = [Subprotocol(name) for name in protocols or ["graphql-transport-ws"]]
    address = url.replace("http", "ws", 1) + "/graphql"
    async with connect(address, subprotocols=offered, open_timeout=SECONDS, proxy=None, **options) as connection:
        yield Socket(connection)


@asynccontextmanager
async def session(url: str, token: str) -> AsyncIterator[Socket]:
    """A connection that is let in."""
    async with socket(url) as opened:
        await opened.init(token)
        yield opened
