"""The page for a forgotten password."""

from typing import Any

import reflex as rx

from frontend import queries
from frontend.state.act import act_unknown


class ForgotState(rx.State):
    """A request for a link by mail."""

    busy: bool = False
    problem: str = ""
    sent_to: str = ""

    @rx.event
    def again(self) -> None:
        """Show the form once more."""
        self.sent_to = self.problem = ""

    @rx.event
    async def send(self, form: dict[str, str]) -> Any:
        """Have the mail sent; whether there is such an account is not told."""
        self.busy, self.problem = True, ""
        yield
        email = form.get("email", "").strip()
        outcome = await act_unknown(self, queries.REQUEST_RESET, {"email": email})
        self.busy, self.problem = False, outcome.problem
        if outcome.data is not None:
            self.sent_to = email
