"""From an invitation to a lost password, by the links in mails."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.api.client import GraphQLClient
from tests.api.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.people import Person, address, link, person
from tests.conftest import serve

pytestmark = pytest.mark.browser

INVITE = "mutation($email: String!) { inviteUser(email: $email, role: VIEWER) }"
PASSWORD = "seven tall chimneys"


@pytest.fixture(scope="session")
def open_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A product without data where anybody may register."""
    yield from serve(request, tmp_path_factory.mktemp("open") / "home", "--empty", SALES_REGISTRATION="open")


def fill_in(page: Page, recipient: str, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail").fill(recipient)
    page.get_by_label("Name").fill("Ada Lovelace")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Create account").click()


def test_an_invited_person_signs_up_and_in(quiet_page: Page, api: GraphQLClient, sample_server: Server) -> None:
    page, recipient = quiet_page, address()
    api.query(INVITE, {"email": recipient})
    page.goto(link(sample_server.home, recipient, "/register"))
    expect(page.get_by_text("You are invited")).to_be_visible()
    page.wait_for_url(re.compile("/register$"))  # the token has left the address bar
    fill_in(page, recipient, "1234567890")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("Your account is ready")).to_be_visible()
    dashboard = Dashboard(page, Person(sample_server.url, "", recipient, PASSWORD))
    dashboard.sign_in()
    dashboard.settled()


def test_without_an_invitation_it_says_what_is_missing(quiet_page: Page, sample_server: Server) -> None:
    quiet_page.goto(f"{sample_server.url}/register")
    expect(quiet_page.get_by_role("heading", name="Create an account")).to_be_visible()
    fill_in(quiet_page, address())
    expect(quiet_page.get_by_role("alert")).to_contain_text("invitation")


def test_who_registers_confirms_the_address_and_a_link_works_once(quiet_page: Page, open_server: Server) -> None:
    page, recipient = quiet_page, address()
    page.goto(f"{open_server.url}/register")
    fill_in(page, recipient)
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    expect(page.get_by_text(recipient)).to_be_visible()
    confirmation = link(open_server.home, recipient, "/verify")
    page.goto(confirmation)
    expect(page.get_by_text(f"{recipient} is confirmed")).to_be_visible()
    page.wait_for_url(re.compile("/verify$"))
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("E-mail").fill(recipient)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="No data yet")).to_be_visible()
    page.goto("about:blank")
    page.goto(confirmation)
    expect(page.get_by_role("alert")).to_contain_text("used or has expired")


def test_a_forgotten_password_is_replaced_by_the_link_in_a_mail(
    quiet_page: Page, api: GraphQLClient, sample_server: Server
) -> None:
    page, who = quiet_page, person(api)
    page.goto(f"{sample_server.url}/login")
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
    page.get_by_label("E-mail").fill(who.email)
    page.get_by_role("button", name="Send a link").click()
    expect(page.get_by_text(f"If there is an account for {who.email}")).to_be_visible()
    page.goto(link(sample_server.home, who.email, "/reset"))
    page.get_by_label("New password").fill("short")
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("alert")).to_contain_text("at least 10 characters")
    page.get_by_role("alert").get_by_role("button").click()
    expect(page.get_by_label("New password")).to_be_focused()
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_text("Your password has been changed")).to_be_visible()
    dashboard = Dashboard(page, Person(who.url, who.id, who.email, PASSWORD))
    dashboard.sign_in()
    dashboard.settled()


def test_an_unknown_address_is_answered_like_a_known_one(quiet_page: Page, sample_server: Server) -> None:
    quiet_page.goto(f"{sample_server.url}/forgot")
    quiet_page.get_by_label("E-mail").fill(recipient := address())
    quiet_page.get_by_role("button", name="Send a link").click()
    expect(quiet_page.get_by_text(f"If there is an account for {recipient}")).to_be_visible()


def test_links_without_their_token_say_so(quiet_page: Page, sample_server: Server) -> None:
    quiet_page.goto(f"{sample_server.url}/verify")
    expect(quiet_page.get_by_role("alert")).to_contain_text("missing")
    quiet_page.goto(f"{sample_server.url}/reset")
    expect(quiet_page.get_by_text("its last part is missing")).to_be_visible()


def test_the_name_can_be_changed(quiet_page: Page, api: GraphQLClient) -> None:
    dashboard = Dashboard(quiet_page, person(api))
    dashboard.enter()
    quiet_page.goto(f"{dashboard.site.url}/profile")
    expect(quiet_page.get_by_label("Name")).to_have_value("A Person")
    quiet_page.get_by_label("Name").fill("Grace Hopper")
    quiet_page.get_by_role("button", name="Save name").click()
    expect(quiet_page.get_by_text("Saved.")).to_be_visible()
    quiet_page.reload()
    expect(quiet_page.get_by_label("Name")).to_have_value("Grace Hopper")
