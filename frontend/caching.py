"""How long browsers keep what the dashboard serves."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOR_EVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"


class Caching:
    """Files under /assets/ carry a digest in their name and are kept; pages are asked for anew, so none is stale."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add Cache-Control to every answer of HTTP."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_header(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = "/assets/" in scope["path"] and message["status"] in {200, 304}
                MutableHeaders(scope=message)["Cache-Control"] = FOR_EVER if kept else ASK_FIRST
            await send(message)

        await self.app(scope, receive, with_header)
