"""Who is signed in. The tokens stay on the server: a name that begins with `_` is never sent to the browser."""

from typing import Any
from urllib.parse import quote

import reflex as rx

from frontend.client import ApiError, Session, SignedOut, Unreachable, api

HOME = "/"
LOGIN_PAGE = "/login"
REFUSED = "The e-mail address or the password is wrong."


class SessionState(rx.State):
    """The visitor's session with the API."""

    email: str = ""
    name: str = ""
    login_error: str = ""
    signing_in: bool = False
    _session: Session | None = None

    @rx.event
    async def sign_in(self, form: dict[str, str]) -> Any:
        """Log in with the form's e-mail and password and go where the visitor wanted to."""
        self.login_error, self.signing_in = "", True
        yield
        try:
            session = await Session.open(api(), form.get("email", "").strip(), form.get("password", ""))
        except Unreachable as error:
            self.login_error, self.signing_in = f"{error} Try again in a moment.", False
            return
        except ApiError as error:
            self.login_error = REFUSED if error.code == "UNAUTHENTICATED" else str(error)
            self.signing_in = False
            return
        self._session, self.email, self.name, self.signing_in = session, session.email, session.name, False
        yield rx.redirect(_inside(self.router.url.query_parameters.get("next", HOME)), replace=True)

    @rx.event
    async def sign_out(self) -> Any:
        """End the session here and at the API, and show the login page."""
        session = self._session
        self.reset()  # type: ignore[no-untyped-call]  # Reflex
        if session:
            try:
                await session.close()
            except ApiError:
                self.login_error = "You are signed out here, but the API could not be told."
        return rx.redirect(LOGIN_PAGE)

    @rx.event
    def skip_login(self) -> Any:
        """Leave the login page when there is a session already."""
        return rx.redirect(HOME, replace=True) if self._session else None

    def session(self) -> Session:
        """The open session. Raises SignedOut."""
        if self._session is None:
            raise SignedOut
        return self._session

    def to_login(self) -> Any:
        """Forget the session and go to the login page, which leads back to the present address."""
        self._session = None
        url = self.router.url
        here = f"{url.path}?{url.query}" if url.query else url.path
        return rx.redirect(LOGIN_PAGE if here == HOME else f"{LOGIN_PAGE}?next={quote(here, safe='')}", replace=True)


def _inside(path: str) -> str:
    """The path if it stays on this site, else the first page."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else HOME
