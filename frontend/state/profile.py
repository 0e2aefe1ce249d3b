"""The profile page's state."""

from typing import Any

import reflex as rx

from frontend import queries
from frontend.client import ApiError, SignedOut
from frontend.format import moment, sentence
from frontend.state.act import act
from frontend.state.session import SessionState

ROLES = {
    "ADMIN": "Administrator: everything, users and the audit log too",
    "ANALYST": "Analyst: reads, loads, records and undoes",
    "VIEWER": "Viewer: reads",
}


class ProfileState(rx.State):
    """The visitor's own account."""

    name: str = ""
    role: str = ""
    countries: str = ""
    since: str = ""
    said: str = ""
    problem: str = ""
    changed: bool = False

    @rx.event
    async def load(self) -> None:
        """Read the account."""
        session = await self.get_state(SessionState)
        self.changed = "changed" in self.router.url.query_parameters
        self.said = self.problem = ""
        try:
            me = (await session.query(queries.PROFILE))["me"]
        except SignedOut as error:
            session.to_login(error)
            return
        except ApiError as error:
            self.problem = sentence(str(error))
            return
        self.name, self.since = me["name"], moment(me["createdAt"])
        self.role = ROLES.get(me["role"], me["role"])
        self.countries = "All countries" if me["countries"] is None else ", ".join(me["countries"])

    @rx.event
    async def rename(self, form: dict[str, str]) -> None:
        """Change the name."""
        outcome = await act(self, queries.UPDATE_PROFILE, {"name": form.get("name", "")})
        self.problem, self.said = outcome.problem, ""
        if outcome.data is not None:
            self.name = outcome.data["updateProfile"]["name"]
            self.said = "Saved."

    @rx.event
    async def end_all(self) -> Any:
        """End the sessions in every browser, this one too."""
        outcome = await act(self, queries.LOGOUT_EVERYWHERE)
        self.problem = outcome.problem
        if outcome.data is not None:
            (await self.get_state(SessionState)).leave = "/login?why=everywhere"
