"""One session in many tabs, its end from elsewhere, and who else may not act in it."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.api.client import GraphQLClient
from tests.browser.dashboard import Dashboard
from tests.browser.people import Person, person

pytestmark = pytest.mark.browser

ENDED = "Your session has ended"
DEACTIVATE = "mutation($id: ID!) { deactivateUser(userId: $id) { active } }"
POST = """([url, type, body]) => fetch(url, {method: "POST", mode: "no-cors", credentials: "include",
    headers: {"Content-Type": type}, body}).then((answer) => answer.type, (error) => String(error))"""


@pytest.fixture
def visitor(api: GraphQLClient) -> Person:
    return person(api)


@pytest.fixture
def elsewhere(browser: Browser) -> Iterator[BrowserContext]:
    """Another browser."""
    context = browser.new_context()
    yield context
    context.close()


class Stranger(BaseHTTPRequestHandler):
    """Another site's page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>A stranger</title>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def another_site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Stranger) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def entered(page: Page, who: Person) -> Dashboard:
    dashboard = Dashboard(page, who)
    dashboard.enter()
    return dashboard


def test_a_new_tab_is_signed_in_and_signing_out_ends_both(page: Page, visitor: Person) -> None:
    entered(page, visitor)
    other = Dashboard(page.context.new_page(), visitor)
    other.open(country="France")
    other.settled()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login")
    expect(other.page.get_by_text(ENDED)).to_be_visible()
    assert page.context.cookies() == []
    other.sign_in()
    other.settled()
    assert other.page.url.endswith("/?country=France")


def test_a_session_outlives_the_tabs_that_used_it(page: Page, visitor: Person) -> None:
    entered(page, visitor)
    context = page.context
    page.close()
    later = Dashboard(context.new_page(), visitor)
    later.open()
    later.settled()


def test_a_deactivated_users_open_page_goes_to_the_login(page: Page, visitor: Person, api: GraphQLClient) -> None:
    entered(page, visitor)
    api.query(DEACTIVATE, {"id": visitor.id})
    expect(page.get_by_text(ENDED)).to_be_visible(timeout=10_000)
    Dashboard(page, visitor).sign_in()
    expect(page.get_by_role("alert")).to_have_text("E-mail or password is wrong.")


def test_changing_the_password_ends_the_other_browsers_session_and_not_this_one(
    page: Page, visitor: Person, elsewhere: BrowserContext
) -> None:
    other = entered(elsewhere.new_page(), visitor)
    entered(page, visitor)
    page.get_by_role("link", name="Profile").click()
    before = page.context.cookies()
    page.get_by_label("Current password").fill("not the password")
    page.get_by_label("New password").fill("many small streams")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert")).to_have_text("The current password is wrong.")
    page.get_by_label("Current password").fill(visitor.password)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("status").filter(has_text="Your password is changed")).to_be_visible()
    assert before != page.context.cookies()
    expect(other.page.get_by_text(ENDED)).to_be_visible()
    other.sign_in()
    expect(other.page.get_by_role("alert")).to_have_text("E-mail or password is wrong.")
    other.sign_in("many small streams")
    other.settled()


def test_signing_out_everywhere(page: Page, visitor: Person, elsewhere: BrowserContext) -> None:
    other = entered(elsewhere.new_page(), visitor)
    entered(page, visitor)
    page.get_by_role("link", name="Profile").click()
    page.get_by_role("button", name="Sign out everywhere").click()
    page.get_by_role("dialog").get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_text("You are signed out in every browser.")).to_be_visible()
    expect(other.page.get_by_text(ENDED)).to_be_visible()


def test_somebody_else_in_the_same_tab_sees_nothing_of_who_was_before(
    page: Page, visitor: Person, api: GraphQLClient
) -> None:
    entered(page, visitor)
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    page.get_by_role("button", name="Sign out").click()
    Dashboard(page, another := person(api)).sign_in()
    expect(page.get_by_role("link", name=another.email)).to_be_visible()
    assert frames
    assert not [frame for frame in frames if visitor.email in frame]


def test_another_sites_page_can_neither_open_nor_end_a_session(page: Page, visitor: Person, another_site: str) -> None:
    entered(page, visitor)
    before = page.context.cookies()
    stranger = page.context.new_page()
    stranger.goto(another_site)
    body = json.dumps({"email": visitor.email, "password": visitor.password})
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        stranger.evaluate(POST, [f"{visitor.url}/session", kind, body])
    assert page.context.cookies() == before
    page.reload()
    Dashboard(page, visitor).settled()


def test_the_session_works_in_graphiql(page: Page, visitor: Person) -> None:
    entered(page, visitor)
    page.goto(f"{visitor.url}/graphiql")
    expect(page.get_by_text(f"{visitor.email} · VIEWER")).to_be_visible()
    page.get_by_role("button", name="Execute query").click()
    expect(page.locator(".result-window")).to_contain_text('"revenue"')
