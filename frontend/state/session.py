"""Who is signed in: the cookie that came with the tab's websocket says so. Its value stays on the server."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from frontend.client import Session, SignedOut, api
from frontend.cookie import secret_in

HOME = "/"
LOGIN_PAGE = "/login"


class SessionState(rx.State):
    """The visitor as the API knows them."""

    email: str = ""
    name: str = ""
    role: str = ""
    leave: str = ""
    """Where the page's script takes the browser, with a websocket and so a cookie anew."""

    @rx.var
    def is_admin(self) -> bool:
        """Whether administrators' pages are shown; the API decides by itself."""
        return self.role == "ADMIN"

    def session(self) -> Session:
        """The session of the tab's cookie, open or not."""
        headers = self.router.headers
        return Session(api(), secret_in(headers.cookie, headers.origin), self.router.session.client_ip)

    async def query(self, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Ask as the visitor, and note who that is. Raises SignedOut, ApiError, Unreachable."""
        session = self.session()
        data = await session.query(document, variables)
        user = await session.user()
        self.email, self.name, self.role = user["email"], user["name"], user["role"]
        return data

    def to_login(self, error: SignedOut) -> None:
        """Go to the login page, which leads back to the present address."""
        url = self.router.url
        here = f"{url.path}?{url.query}" if url.query else url.path
        said = {**({"why": "ended"} if error.ended else {}), **({} if here == HOME else {"next": here})}
        self.reset()  # type: ignore[no-untyped-call]  # Reflex
        self.leave = f"{LOGIN_PAGE}?{urlencode(said)}" if said else LOGIN_PAGE
