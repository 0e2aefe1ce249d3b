"""Lists by pages: the API's cursors go forward alone, so the way back is remembered."""

# mypy: disable-error-code="misc"
# Reflex types its mixins as Any.

from typing import Any

import reflex as rx

from frontend.client import ApiError, SignedOut
from frontend.format import sentence
from frontend.state.session import SessionState

LOADING, READY, FORBIDDEN, FAILED = "loading", "ready", "forbidden", "failed"


class Paging(rx.State, mixin=True):
    """One list, a page of it at a time; the state that mixes it in says what is asked and shown."""

    status: str = LOADING
    error: str = ""
    total: int = 0
    first_row: int = 0
    last_row: int = 0
    has_next: bool = False
    has_previous: bool = False
    _cursors: list[str] = []  # noqa: RUF012 -- Reflex copies it
    _next: str = ""

    @rx.var
    def shown_rows(self) -> str:
        """Which rows are shown of how many."""
        return f"{self.first_row:,}\N{EN DASH}{self.last_row:,} of {self.total:,}"

    async def ask_page(self, document: str, root: str, size: int, **variables: Any) -> list[dict[str, Any]]:
        """The nodes of the present page; empty where there are none to show, with the reason in `status`."""
        session = await self.get_state(SessionState)
        after = self._cursors[-1] if self._cursors else None
        try:
            found = (await session.query(document, {"first": size, "after": after, **variables}))[root]
        except SignedOut as error:
            session.to_login(error)
            return []
        except ApiError as error:
            self.status, self.error = (FORBIDDEN if error.code == "FORBIDDEN" else FAILED), sentence(str(error))
            return []
        nodes = [edge["node"] for edge in found["edges"]]
        self.status, self.error, self.total = READY, "", found["totalCount"]
        before = len(self._cursors) * size
        self.first_row, self.last_row = before + 1, before + len(nodes)
        self.has_previous, self.has_next = bool(self._cursors), found["pageInfo"]["hasNextPage"]
        self._next = found["pageInfo"]["endCursor"] or ""
        return nodes

    def go_forward(self) -> None:
        """Mean the next page."""
        self._cursors = [*self._cursors, self._next]

    def go_back(self) -> None:
        """Mean the page before."""
        self._cursors = self._cursors[:-1]

    def go_first(self) -> None:
        """Mean the first page."""
        self._cursors = []
