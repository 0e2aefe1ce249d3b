"""The sign-up page's state."""

from typing import Any

import reflex as rx

from frontend import queries
from frontend.state.act import act_unknown
from frontend.state.link import Link

READY = "/login?why=registered"


class RegisterState(Link, rx.State):
    """A registration, with or without an invitation."""

    sent_to: str = ""

    @rx.event
    def load(self) -> Any:
        """Take the invitation out of the address."""
        cleaned = self.take_token()
        if cleaned is not None:
            self.sent_to = ""
        return cleaned

    @rx.event
    async def register(self, form: dict[str, str]) -> Any:
        """Register; an invited person can sign in at once, others find a link in their mail."""
        self.busy, self.problem, self.problem_field = True, "", ""
        yield
        given = {name: form.get(name, "") for name in ("email", "name", "password")}
        if self._token:
            given["invitation"] = self._token
        outcome = await act_unknown(self, queries.REGISTER, {"input": given})
        self.busy = False
        if outcome.data is None:
            self.refuse(outcome.problem, outcome.field)
        elif self._token:
            self._token, self.opened = "", False
            yield rx.redirect(READY)
        else:
            self.sent_to = given["email"].strip()
