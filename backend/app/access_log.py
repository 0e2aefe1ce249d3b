"""The outermost layer: gives each request an id, writes one line about it, and lets no failure out unexplained."""

import logging
import re
import time
from itertools import count
from secrets import token_hex

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.app.logging import client_address, request_id

HEADER = "X-Request-ID"
QUIET = "sales.quiet"
"""The key by which an endpoint says, in the request's scope, that a line at level DEBUG is enough."""

# Numbers of this process: drawing 128 random bits for each takes four times as long.
_PROCESS, _NUMBERS = token_hex(8), count()
_HEADER = HEADER.lower().encode()
_VALID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_QUIET_PATHS = ("/health/", "/graphiql/", "/assets/")

log = logging.getLogger(__name__)


class AccessLog:
    """Accepts a valid `X-Request-ID` or makes one; the answer and every log line of the request carry it.

    The line holds method, path, status and duration, never headers, query strings or bodies.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        reset = request_id.set(_identifier(scope))
        client_address.set(scope["client"][0] if scope.get("client") else None)
        try:
            if scope["type"] == "http":
                await self._answer(scope, receive, send)
            else:
                await self._app(scope, receive, send)
        finally:
            request_id.reset(reset)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, begin = 0, time.perf_counter()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((_HEADER, request_id.get().encode()))
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception:
            log.exception("unforeseen error")
            if status:
                raise  # the answer has begun: only a broken connection tells the client
            await JSONResponse(_masked(), 500)(scope, receive, sending)
        finally:
            _write(scope, status, (time.perf_counter() - begin) * 1000)


def _identifier(scope: Scope) -> str:
    given = next((value for name, value in scope["headers"] if name == _HEADER), b"").decode("latin-1")
    return given if _VALID.fullmatch(given) else f"{_PROCESS}{next(_NUMBERS):016x}"


def _masked() -> dict[str, object]:
    message = f"something went wrong on the server; its log tells more under request {request_id.get()}"
    return {"errors": [{"message": message, "extensions": {"code": "INTERNAL", "requestId": request_id.get()}}]}


def _write(scope: Scope, status: int, milliseconds: float) -> None:
    method, path = scope["method"], scope["path"]
    quiet = QUIET in scope or path.startswith(_QUIET_PATHS)
    level = logging.DEBUG if quiet and status < 400 else logging.INFO
    if not log.isEnabledFor(level):
        return
    client = scope["client"][0] if scope.get("client") else None
    fields = {"method": method, "path": path, "status": status, "milliseconds": round(milliseconds), "client": client}
    log.log(level, "%s %s %d in %.0f ms", method, path, status, milliseconds, extra={"fields": fields})
