"""The page that a verification mail's link opens."""

from typing import Any

import reflex as rx

from frontend import queries
from frontend.state.act import act_unknown
from frontend.state.link import Link

ABSENT = "Open the link in the mail once more, in full: its last part is missing here."


class VerifyState(Link, rx.State):
    """Whether the address is confirmed."""

    email: str = ""

    @rx.event
    async def load(self) -> Any:
        """Confirm the address with the token in the link; cleaning the address bar calls this once more."""
        cleaned = self.take_token()
        if cleaned is None:
            if not self.email and not self.problem:
                self.problem = ABSENT
            return
        outcome = await act_unknown(self, queries.VERIFY, {"token": self._token})
        self._token = ""
        if outcome.data is None:
            self.problem = outcome.problem
        else:
            self.email = outcome.data["verifyEmail"]["email"]
        yield cleaned
