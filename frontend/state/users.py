"""The users page's state: the list, and who joins it."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from frontend import queries
from frontend.format import moment
from frontend.state.act import act
from frontend.state.paging import Paging
from frontend.state.session import SessionState

PAGE_ROWS = 20
ROLE_NAMES = {"ADMIN": "Administrator", "ANALYST": "Analyst", "VIEWER": "Viewer"}


@dataclass
class UserRow:
    """A user in the list."""

    id: str
    email: str
    name: str
    role: str
    role_name: str
    countries: str
    status: str
    active: bool
    since: str
    own: bool


class UsersState(Paging, rx.State):
    """Users, searched by address or name."""

    rows: rx.Field[list[UserRow]] = rx.field(default_factory=list)
    search: str = ""
    adding: str = ""
    """Which form is open: invite, create, or none."""
    busy: bool = False
    problem: str = ""
    problem_field: str = ""
    said: str = ""

    @rx.event
    async def load(self) -> None:
        """Show the first page."""
        self.said = self.problem = self.adding = ""
        self.go_first()
        await self.show()

    @rx.event
    async def find(self, form: dict[str, str]) -> None:
        """Narrow the list."""
        self.search = form.get("search", "").strip()
        self.go_first()
        await self.show()

    @rx.event
    async def next_page(self) -> None:
        """Go on."""
        self.go_forward()
        await self.show()

    @rx.event
    async def previous_page(self) -> None:
        """Go back."""
        self.go_back()
        await self.show()

    @rx.event
    def open_form(self, kind: str) -> None:
        """Open one of the forms, or none."""
        self.adding, self.problem, self.problem_field, self.said = kind, "", "", ""

    @rx.event
    async def invite(self, form: dict[str, str]) -> Any:
        """Send an invitation."""
        given = {"email": form.get("email", "").strip(), "role": form.get("role", "VIEWER")}
        self.busy = True
        yield
        await self._add(queries.INVITE, given, f"An invitation is on its way to {given['email']}.")

    @rx.event
    async def create(self, form: dict[str, str]) -> Any:
        """Add a user, who chooses a password by the link in a mail."""
        given = {name: form.get(name, "").strip() for name in ("email", "name", "role")}
        self.busy = True
        yield
        said = f"{given['email']} is a user now; a mail lets them choose a password."
        await self._add(queries.CREATE_USER, {"input": given}, said)

    async def show(self) -> None:
        """Ask for the present page of the list."""
        nodes = await self.ask_page(queries.USERS, "users", PAGE_ROWS, search=self.search or None)
        own = (await self.get_state(SessionState)).email
        self.rows = [_row(node, own) for node in nodes]

    async def _add(self, document: str, variables: dict[str, Any], said: str) -> None:
        outcome = await act(self, document, variables)
        self.busy, self.problem, self.problem_field = False, outcome.problem, outcome.field
        if outcome.data is not None:
            self.adding, self.said = "", said
            await self.show()


def _row(user: dict[str, Any], own: str) -> UserRow:
    status = "Deactivated" if not user["active"] else "Active" if user["verified"] else "Not confirmed"
    return UserRow(
        id=user["id"],
        email=user["email"],
        name=user["name"],
        role=user["role"],
        role_name=ROLE_NAMES.get(user["role"], user["role"]),
        countries="All" if user["countries"] is None else ", ".join(user["countries"]),
        status=status,
        active=user["active"],
        since=moment(user["createdAt"]),
        own=user["email"] == own,
    )
