"""The audit page's state; the address names the user whose entries are shown."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from frontend import queries
from frontend.format import moment
from frontend.state.act import act
from frontend.state.paging import Paging

PAGE_ROWS = 50


@dataclass
class AuditRow:
    """An entry of the log."""

    at: str
    actor: str
    action: str
    target: str
    address: str


class AuditState(Paging, rx.State):
    """Who did what, when and from where, newest first."""

    rows: rx.Field[list[AuditRow]] = rx.field(default_factory=list)
    user: str = ""
    problem: str = ""
    generation: int = 0
    _user_id: str = ""

    @rx.event
    async def load(self) -> None:
        """Show the first page of everybody's entries, or of the user's that the address names."""
        self.user, self._user_id, self.problem = "", "", ""
        wanted = self.router.url.query_parameters.get("user", "")
        if wanted:
            await self._find(wanted)
        self.generation += 1
        self.go_first()
        await self._show()

    @rx.event
    def find(self, form: dict[str, str]) -> Any:
        """Show one user's entries."""
        wanted = form.get("user", "").strip()
        return rx.redirect(f"{self.router.url.path}?user={wanted}" if wanted else self.router.url.path)

    @rx.event
    def everybody(self) -> Any:
        """Show all entries."""
        return rx.redirect(self.router.url.path)

    @rx.event
    async def next_page(self) -> None:
        """Go on."""
        self.go_forward()
        await self._show()

    @rx.event
    async def previous_page(self) -> None:
        """Go back."""
        self.go_back()
        await self._show()

    async def _find(self, wanted: str) -> None:
        outcome = await act(self, queries.USERS, {"first": 2, "after": None, "search": wanted})
        if outcome.data is None:
            return
        found = [edge["node"] for edge in outcome.data["users"]["edges"]]
        exact = [user for user in found if user["email"] == wanted.lower()] or found
        if len(exact) == 1:
            self.user, self._user_id = exact[0]["email"], exact[0]["id"]
        else:
            matches = "Several users match" if exact else "No user matches"
            self.problem = f"{matches} {wanted!r}: give the whole e-mail address."

    async def _show(self) -> None:
        nodes = await self.ask_page(queries.AUDIT, "auditLog", PAGE_ROWS, userId=self._user_id or None)
        self.rows = [_row(node) for node in nodes]


def _row(entry: dict[str, Any]) -> AuditRow:
    return AuditRow(
        at=moment(entry["at"]),
        actor=entry["actor"],
        action=entry["action"].replace("_", " ").lower().capitalize(),
        target=entry["target"] or "",
        address=entry["address"] or "",
    )
