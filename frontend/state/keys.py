"""The API keys page's state."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import reflex as rx

from frontend import queries
from frontend.format import moment
from frontend.period import parse_day
from frontend.state.act import act
from frontend.state.countries import Countries
from frontend.state.paging import Paging
from frontend.state.users import ROLE_NAMES

PAGE_ROWS = 20
USUAL_DAYS = 365


@dataclass
class KeyRow:
    """A key in the list."""

    id: str
    name: str
    role_name: str
    countries: str
    created: str
    expires: str
    used: str


class KeysState(Countries, Paging, rx.State):
    """Keys of machines; a new one's secret is shown until the page is left."""

    rows: rx.Field[list[KeyRow]] = rx.field(default_factory=list)
    adding: bool = False
    first_day: str = ""
    usual_day: str = ""
    busy: bool = False
    problem: str = ""
    problem_field: str = ""
    said: str = ""
    secret: str = ""
    secret_name: str = ""

    @rx.event
    async def load(self) -> None:
        """Show the first page; a secret that was shown is forgotten."""
        self.adding, self.said, self.secret, self.problem = False, "", "", ""
        self.go_first()
        await self._show()

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

    @rx.event
    async def open_form(self) -> None:
        """Open the form for a new key."""
        today = datetime.now(UTC).date()
        self.first_day, self.usual_day = str(today + timedelta(1)), str(today + timedelta(USUAL_DAYS))
        self.adding, self.secret, self.said, self.problem, self.picked = True, "", "", "", []
        await self.read_countries()

    @rx.event
    def close_form(self) -> None:
        """Close it."""
        self.adding = False

    @rx.event
    def forget_secret(self) -> None:
        """Show the secret no longer."""
        self.secret = ""

    @rx.event
    async def create(self, form: dict[str, str]) -> Any:
        """Make a key and show its secret this once."""
        given = {
            "name": form.get("name", "").strip(),
            "role": form.get("role", "VIEWER"),
            "countries": self.limit(),
            "expiresAt": _end_of(parse_day(form.get("expires", ""))),
        }
        self.busy = True
        yield
        outcome = await act(self, queries.CREATE_KEY, given)
        self.busy, self.problem, self.problem_field = False, outcome.problem, outcome.field
        if outcome.data is not None:
            created = outcome.data["createApiKey"]
            self.adding, self.secret, self.secret_name = False, created["secret"], created["key"]["name"]
            self.go_first()
            await self._show()

    @rx.event
    async def revoke(self, key_id: str) -> None:
        """Make a key worthless at once."""
        outcome = await act(self, queries.REVOKE_KEY, {"id": key_id})
        self.problem, self.said, self.secret = outcome.problem, "", ""
        if outcome.data is not None:
            self.said = "The key is revoked: it is refused from now on."
            await self._show()

    async def _show(self) -> None:
        self.rows = [_row(node) for node in await self.ask_page(queries.KEYS, "apiKeys", PAGE_ROWS)]


def _end_of(last: date | None) -> str | None:
    return datetime.combine(last + timedelta(1), time(), UTC).isoformat() if last else None


def _row(key: dict[str, Any]) -> KeyRow:
    return KeyRow(
        id=key["id"],
        name=key["name"],
        role_name=ROLE_NAMES.get(key["role"], key["role"]),
        countries="All" if key["countries"] is None else ", ".join(key["countries"]),
        created=moment(key["createdAt"]),
        expires=moment(key["expiresAt"], "Never"),
        used=moment(key["lastUsedAt"], "Never"),
    )
