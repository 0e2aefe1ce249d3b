"""The page that a reset mail's link opens."""

from typing import Any

import reflex as rx

from frontend import queries
from frontend.state.act import act_unknown
from frontend.state.link import Link

DONE = "/login?why=reset"


class ResetState(Link, rx.State):
    """A new password by a link."""

    @rx.event
    def load(self) -> Any:
        """Take the token out of the address."""
        return self.take_token()

    @rx.event
    async def reset_password(self, form: dict[str, str]) -> Any:
        """Set the new password and go to the login page."""
        self.busy, self.problem, self.problem_field = True, "", ""
        yield
        outcome = await act_unknown(self, queries.RESET, {"token": self._token, "password": form.get("password", "")})
        self.busy = False
        if outcome.data is None:
            self.refuse(outcome.problem, outcome.field)
            return
        self._token, self.opened = "", False
        yield rx.redirect(DONE)
