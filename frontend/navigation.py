"""The pages, in the order of the menu. A new page is a line here and a line in app.py."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One line of the menu; `outside` leaves the dashboard for another part of the same server, `admin` is hidden
    from everybody but administrators."""

    title: str
    route: str
    outside: bool = False
    admin: bool = False


MENU = (
    Entry("Overview", "/"),
    Entry("Users", "/users", admin=True),
    Entry("API keys", "/keys", admin=True),
    Entry("Audit log", "/audit", admin=True),
    Entry("GraphiQL", "/graphiql", outside=True),
)
