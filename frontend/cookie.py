"""The session's cookie as the dashboard's server sees it: in the requests that open websockets."""

import hashlib
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from starlette.types import ASGIApp, Receive, Scope, Send

SECURE, PLAIN = "__Host-sales-session", "sales-session"


def secret_in(header: str, origin: str = "") -> str | None:
    """The session's secret in a Cookie header; on an encrypted page only the cookie that no other host can set."""
    try:
        cookies = {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return None
    return cookies.get(SECURE) or (None if origin.startswith("https://") else cookies.get(PLAIN)) or None


class OwnState:
    """Gives each session its own state in each tab.

    Reflex finds a tab's state by an id that the tab names; here the cookie counts too, so that who signs in behind
    somebody else, or knows a tab's id, sees nothing of theirs.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put an id made of both in the place of the tab's."""
        if scope["type"] == "websocket":
            headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
            secret = secret_in(headers.get(b"cookie", ""), headers.get(b"origin", ""))
            asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            own = [(name, _own(value, secret or "") if name == "token" else value) for name, value in asked]
            scope = {**scope, "query_string": urlencode(own).encode()}
        await self._app(scope, receive, send)


def _own(tab: str, secret: str) -> str:
    digest = hashlib.sha256(f"{tab}\0{secret}".encode(errors="surrogatepass")).digest()
    return str(UUID(bytes=digest[:16]))
