"""The cookie that holds a browser's session, and whether a request was sent by a page of this server.

HttpOnly keeps it from scripts, SameSite=Lax from other sites' requests, Secure and the prefix `__Host-` from plain HTTP
and from neighbouring host names. A page served over plain HTTP has a cookie of another name, which counts in
development and on this machine's own addresses alone.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

SECURE, PLAIN = "__Host-sales-session", "sales-session"
LOCAL = {"localhost", "127.0.0.1", "::1"}
DAY_SECONDS = 86_400


def secret_of(connection: HTTPConnection) -> str | None:
    """The session's secret that the browser sent, if any."""
    cookies = connection.cookies
    return cookies.get(SECURE) or (cookies.get(PLAIN) if _may_be_plain(connection) else None)


def own_page(connection: HTTPConnection) -> bool:
    """Whether a page of this very host and port asks; programs that are no browsers name no origin, and are refused.

    By host, because behind a proxy that ends TLS the scheme differs; the proxy passes Host or X-Forwarded-Host on.
    """
    headers = connection.headers
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    return urlsplit(headers.get("origin", "")).netloc in _hosts(headers)


def can_keep(connection: HTTPConnection) -> bool:
    """Whether a session may be kept by the page that asks: over TLS, in development, or on this machine."""
    return _secure(connection) or _may_be_plain(connection)


def keep(response: Response, connection: HTTPConnection, secret: str, days: int) -> None:
    """Put the secret into the browser's cookie for that many days."""
    secure = _secure(connection)
    response.set_cookie(
        SECURE if secure else PLAIN, secret, days * DAY_SECONDS, path="/", secure=secure, httponly=True, samesite="lax"
    )


def forget(response: Response) -> None:
    """Take the cookie out of the browser."""
    response.delete_cookie(SECURE, path="/", secure=True, httponly=True, samesite="lax")
    response.delete_cookie(PLAIN, path="/", httponly=True, samesite="lax")


def _secure(connection: HTTPConnection) -> bool:
    """By the page's own origin: it knows how it was reached, whatever stands between."""
    return connection.headers.get("origin", "").startswith("https://")


def _may_be_plain(connection: HTTPConnection) -> bool:
    if connection.app.state.settings.env == "development":
        return True
    return all(urlsplit(f"//{host}").hostname in LOCAL for host in _hosts(connection.headers))


def _hosts(headers: Mapping[str, str]) -> set[str]:
    return {headers.get("host", ""), headers.get("x-forwarded-host", "").split(",")[0].strip()} - {""}
