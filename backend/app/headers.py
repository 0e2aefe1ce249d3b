"""Headers by which browsers are told what no page of this server needs; they are on every answer.

A page's own Content-Security-Policy stands (GraphiQL's, the dashboard's); answers without one may do nothing at all.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.settings import Settings

HSTS_SECONDS = 365 * 86_400
_POLICY = b"content-security-policy"
_NOTHING = (_POLICY, b"default-src 'none'; frame-ancestors 'none'")
_ALWAYS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # The origin is needed to tell own pages from others; addresses hold the tokens of mails' links.
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


class SecurityHeaders:
    """Adds the headers to every answer over HTTP; in production also that this host is to be reached by TLS alone."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        hsts = (b"strict-transport-security", f"max-age={HSTS_SECONDS}".encode())
        self._headers = [*_ALWAYS, *([hsts] if settings.env == "production" else [])]
        self._names = frozenset(name for name, _ in _ALWAYS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message["headers"]
                held = {name for name, _ in given}
                added = self._headers if held.isdisjoint(self._names) else self._missing(held)
                message["headers"] = [*given, *added] if _POLICY in held else [*given, *added, _NOTHING]
            await send(message)

        await self._app(scope, receive, sending)

    def _missing(self, held: set[bytes]) -> list[tuple[bytes, bytes]]:
        return [header for header in self._headers if header[0] not in held]
