"""The login page's state: why the visitor is here."""

import reflex as rx

REASONS = {
    "ended": "Your session has ended: it expired, or was ended elsewhere. Sign in to go on where you were.",
    "everywhere": "You are signed out in every browser.",
    "reset": "Your password has been changed. Sign in with the new one.",
    "registered": "Your account is ready. Sign in to begin.",
}


class LoginState(rx.State):
    """What stands above the form."""

    reason: str = ""

    @rx.event
    def load(self) -> None:
        """Read the reason from the address."""
        self.reason = REASONS.get(self.router.url.query_parameters.get("why", ""), "")
