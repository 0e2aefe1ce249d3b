"""One user's rights, as an administrator changes them."""

from typing import Any

import reflex as rx

from frontend import queries
from frontend.state.act import act
from frontend.state.countries import Countries
from frontend.state.users import UsersState


class UserState(Countries, rx.State):
    """The user whose rights are open for change; none without `email`."""

    email: str = ""
    own: bool = False
    active: bool = False
    role: str = ""
    problem: str = ""
    _id: str = ""
    _role_before: str = ""
    _limit_before: list[str] | None = None

    @rx.event
    async def show_user(self, user_id: str) -> None:
        """Show one user of the list."""
        users = await self.get_state(UsersState)
        users.adding = users.said = ""
        row = next((row for row in users.rows if row.id == user_id), None)
        if row is None:
            return
        self._id, self.email, self.own, self.active, self.problem = row.id, row.email, row.own, row.active, ""
        self.role = self._role_before = row.role
        self._limit_before = None if row.countries == "All" else row.countries.split(", ")
        self.picked = self._limit_before or []
        await self.read_countries()

    @rx.event
    def close(self) -> None:
        """Show none."""
        self.email = ""

    @rx.event
    def choose_role(self, role: str) -> None:
        """Mean another role."""
        self.role = role

    @rx.event
    async def save(self) -> Any:
        """Set what was changed."""
        changes: list[tuple[str, dict[str, Any]]] = []
        if self.role != self._role_before:
            changes.append((queries.SET_ROLE, {"userId": self._id, "role": self.role}))
        if self.limit() != self._limit_before:
            changes.append((queries.SET_COUNTRIES, {"userId": self._id, "countries": self.limit()}))
        await self._do(changes, f"Saved. The new rights of {self.email} count from now on.")

    @rx.event
    async def deactivate(self) -> Any:
        """End all of the user's sessions for good."""
        change = (queries.DEACTIVATE, {"userId": self._id})
        await self._do([change], f"{self.email} is deactivated and signed out everywhere.")

    async def _do(self, changes: list[tuple[str, dict[str, Any]]], said: str) -> None:
        for document, variables in changes:
            outcome = await act(self, document, variables)
            if outcome.data is None:
                self.problem = outcome.problem
                return
        users = await self.get_state(UsersState)
        await users.show()
        users.said, self.email = said, ""
