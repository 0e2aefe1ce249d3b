"""A websocket as Strawberry's protocol handler uses one: strict JSON in, JSON out, nothing after the close."""

import json
import logging
from collections.abc import AsyncGenerator, Mapping
from typing import Any, cast

from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.http.async_base_view import AsyncWebSocketAdapter
from strawberry.http.exceptions import NonJsonMessageReceived, NonTextMessageReceived, WebSocketDisconnected

from backend.app.graphql_request import Refused, decoded

REASON_BYTES = 123  # of a close frame

log = logging.getLogger(__name__)


class Socket(AsyncWebSocketAdapter):
    """An accepted websocket."""

    def __init__(self, websocket: WebSocket) -> None:
        super().__init__(cast("Any", None))  # Strawberry's view, which is not used here
        self._websocket = websocket
        self._closed = False

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object, None]:
        """The messages until the client leaves or is sent away."""
        while not self._closed:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                self._closed = True
            elif not self._closed:
                yield _read(message, ignore_parsing_errors=ignore_parsing_errors)

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send a message; waits while the client reads slowly. Raises WebSocketDisconnected."""
        if self._closed:
            raise WebSocketDisconnected
        try:
            text = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
            await self._websocket.send_text(text.encode(errors="replace").decode())
        except WebSocketDisconnect as error:
            self._closed = True
            raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        """Close once; a second reason comes too late."""
        if self._closed:
            return
        self._closed = True
        log.info("websocket closed with %d: %s", code, reason)
        try:
            await self._websocket.close(code, reason.encode()[:REASON_BYTES].decode(errors="ignore"))
        except WebSocketDisconnect:
            return


def _read(message: Mapping[str, Any], *, ignore_parsing_errors: bool) -> object:
    text = message.get("text")
    if text is None:
        raise NonTextMessageReceived
    try:
        return decoded(text.encode())
    except Refused as error:
        if ignore_parsing_errors:
            return None
        raise NonJsonMessageReceived from error
