"""Links of mails carry their token behind `#`, which no server logs and no referrer names."""

# mypy: disable-error-code="misc"
# Reflex types its mixins as Any.

from typing import Any

import reflex as rx


class Link(rx.State, mixin=True):
    """What a form needs that such a link opens; the token stays on the server and leaves the address bar."""

    opened: bool = False
    busy: bool = False
    problem: str = ""
    problem_field: str = ""
    _token: str = ""

    def take_token(self) -> Any:
        """Take the token out of the address; the event that cleans the address, if there was one."""
        url = self.router.url
        if url.fragment:
            self._token, self.opened, self.problem, self.problem_field = url.fragment, True, "", ""
            return rx.redirect(url.path, replace=True)
        return None

    def refuse(self, problem: str, field: str) -> None:
        """Show what went wrong."""
        self.busy, self.problem, self.problem_field = False, problem, field
