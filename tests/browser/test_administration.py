"""What administrators do in the dashboard, and that nobody else can."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.client import GraphQLClient
from tests.api.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.people import Person, address, link, person

pytestmark = pytest.mark.browser

PAGES = {"users": "Users", "keys": "API keys", "audit": "Audit log"}
WIDTHS = (320, 390, 768, 1440)


@pytest.fixture
def admin(dashboard: Dashboard) -> Iterator[Dashboard]:
    """An administrator's dashboard."""
    dashboard.enter()
    yield dashboard
    dashboard.page.context.clear_cookies()


def go(dashboard: Dashboard, page: str) -> Page:
    dashboard.page.get_by_role("link", name=PAGES[page], exact=True).click()
    expect(dashboard.page.get_by_role("heading", name=PAGES[page])).to_be_visible()
    return dashboard.page


def test_an_administrator_adds_a_user_who_chooses_a_password(admin: Dashboard, sample_server: Server) -> None:
    page, recipient = go(admin, "users"), address()
    page.get_by_role("button", name="Add user").click()
    form = page.locator(".panel")
    form.get_by_label("E-mail").fill(recipient)
    form.get_by_label("Name").fill("Katherine Johnson")
    form.get_by_label("Role").select_option("ANALYST")
    form.get_by_role("button", name="Add user").click()
    expect(page.get_by_role("status").filter(has_text=recipient)).to_be_visible()
    page.get_by_label("Search users").fill(recipient)
    page.keyboard.press("Enter")
    expect(page.locator(".listing tbody tr")).to_have_count(1)
    expect(page.locator(".listing tbody tr")).to_contain_text("Katherine Johnson")
    assert link(sample_server.home, recipient, "/reset")


def test_an_invitation_to_a_user_is_refused_in_words(admin: Dashboard) -> None:
    page = go(admin, "users")
    page.get_by_role("button", name="Invite").click()
    page.get_by_label("E-mail").fill(admin.site.email)
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_role("alert")).to_contain_text("already a user")


def test_an_administrator_limits_promotes_and_deactivates_a_user(
    admin: Dashboard, api: GraphQLClient, browser: Browser
) -> None:
    who = person(api)
    theirs = browser.new_context()
    other = Dashboard(theirs.new_page(), who)
    other.enter()
    page = go(admin, "users")
    page.get_by_label("Search users").fill(who.email)
    page.keyboard.press("Enter")
    page.get_by_role("button", name=f"Edit {who.email}").click()
    page.get_by_label("Role").select_option("ANALYST")
    page.get_by_label("France").click()
    expect(page.get_by_label("France")).to_be_checked()
    page.get_by_role("button", name="Save").click()
    row = page.locator(".listing tbody tr").filter(has_text=who.email)
    expect(row).to_contain_text("Analyst")
    expect(row).to_contain_text("France")
    other.open()
    other.settled()
    assert set(other.ranking("countries")) == {"France"}
    page.get_by_role("button", name=f"Edit {who.email}").click()
    page.get_by_role("button", name="Deactivate").click()
    page.get_by_role("dialog").get_by_role("button", name="Deactivate").click()
    expect(row).to_contain_text("Deactivated")
    expect(other.page.get_by_text("Your session has ended")).to_be_visible()
    theirs.close()


def test_a_key_is_shown_once_and_works_until_revoked(admin: Dashboard, sample_server: Server) -> None:
    page = go(admin, "keys")
    page.get_by_role("button", name="New key").click()
    page.get_by_label("Name").fill("nightly")
    page.get_by_role("button", name="Create key").click()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    secret = page.get_by_label("Secret", exact=True).input_value()
    assert page.evaluate("navigator.clipboard.readText()") == secret
    assert asked_with(secret, sample_server) == 200
    page.reload()
    row = page.locator(".listing tbody tr").filter(has_text="nightly")
    expect(row).to_be_visible()
    assert secret not in page.content()
    row.get_by_role("button", name="Revoke").click()
    row.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("The key is revoked")).to_be_visible()
    expect(row).to_have_count(0)
    assert asked_with(secret, sample_server) == 0


def asked_with(secret: str, server: Server) -> int:
    """The status of a question with a key; 0 where its answer is an error."""
    answer = httpx.post(
        f"{server.url}/graphql",
        json={"query": "{ dataset { lines } }"},
        headers={"Authorization": f"Bearer {secret}"},
        timeout=30,
    )
    return 0 if answer.json().get("errors") else answer.status_code


def test_the_audit_log_tells_what_was_done_and_by_whom(admin: Dashboard, api: GraphQLClient) -> None:
    who = person(api)
    page = go(admin, "audit")
    expect(page.locator(".listing tbody tr").first).to_be_visible()
    expect(page.locator(".listing")).to_contain_text("User created")
    client = GraphQLClient(who.url)
    client.login(who.email, who.password)
    client.close()
    page.get_by_label("Entries of one user").fill(who.email)
    page.get_by_role("button", name="Show").click()
    rows = page.locator(".listing tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Login")
    expect(rows).to_contain_text("127.0.0.1")
    page.get_by_label("Entries of one user").fill("nobody at all")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("alert")).to_contain_text("No user matches")


def test_long_lists_have_pages(admin: Dashboard, api: GraphQLClient) -> None:
    for number in range(21):
        api.query(
            "mutation($name: String!) { createApiKey(name: $name, role: VIEWER) { secret } }", {"name": f"k{number}"}
        )
    page = go(admin, "keys")
    expect(page.get_by_text("1\N{EN DASH}20 of")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("21\N{EN DASH}")).to_be_visible()
    page.get_by_role("button", name="Previous").click()
    expect(page.get_by_text("1\N{EN DASH}20 of")).to_be_visible()


def test_a_viewer_sees_no_controls_of_administrators_and_is_refused(quiet_page: Page, api: GraphQLClient) -> None:
    viewer: Person = person(api)
    dashboard = Dashboard(quiet_page, viewer)
    dashboard.enter()
    for page, title in PAGES.items():
        expect(quiet_page.get_by_role("link", name=title, exact=True)).to_have_count(0)
        quiet_page.goto(f"{viewer.url}/{page}")
        expect(quiet_page.get_by_role("heading", name="Only administrators see this page")).to_be_visible()
        expect(quiet_page.locator(".listing")).to_have_count(0)


def test_no_account_page_scrolls_sideways(admin: Dashboard) -> None:
    for address_ in ("login", "register", "forgot", "reset#token", "verify", "profile", "users", "keys", "audit"):
        admin.page.goto(f"{admin.site.url}/{address_}")
        expect(admin.page.get_by_role("heading", level=1)).to_be_visible()
        for width in WIDTHS:
            admin.page.set_viewport_size({"width": width, "height": 844})
            assert admin.overflow() <= 0, f"sideways scroll of {address_} at {width}"
