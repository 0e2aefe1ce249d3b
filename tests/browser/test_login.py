"""Signing in and out."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard

pytestmark = pytest.mark.browser

READABLE = """() => {
    const seen = new WeakSet();
    const globals = JSON.stringify(Object.getOwnPropertyNames(window).map((name) => {
        try { return typeof window[name] === "string" ? window[name] : JSON.stringify(window[name], (key, value) => {
            if (typeof value !== "object" || value === null) return value;
            if (seen.has(value) || value instanceof Node || value === window) return undefined;
            seen.add(value);
            return value;
        }); } catch { return ""; }
    }));
    return JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, globals,
        document.documentElement.outerHTML, history.state]);
}"""


def test_a_visitor_without_session_sees_only_the_login_page(dashboard: Dashboard) -> None:
    dashboard.open()
    dashboard.page.wait_for_url("**/login")
    expect(dashboard.page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(dashboard.page.locator("[data-kpi]")).to_have_count(0)


def test_a_wrong_password_is_said_and_another_try_works(dashboard: Dashboard) -> None:
    dashboard.open()
    dashboard.sign_in("not the password")
    expect(dashboard.page.get_by_role("alert")).to_have_text("E-mail or password is wrong.")
    dashboard.sign_in()
    dashboard.settled()
    expect(dashboard.page.get_by_role("heading", name="Overview")).to_be_visible()


def test_the_filter_of_a_link_survives_the_login(dashboard: Dashboard) -> None:
    dashboard.enter(country=["France", "Germany"])
    assert dashboard.page.url.endswith("/?country=France&country=Germany")
    expect(dashboard.page.locator("[data-filter=filter-countries]")).to_have_text("France, Germany")


def test_the_login_leads_nowhere_outside(dashboard: Dashboard) -> None:
    dashboard.page.goto(f"{dashboard.site.url}/login?next=//example.com/")
    dashboard.sign_in()
    dashboard.settled()
    assert dashboard.page.url == f"{dashboard.site.url}/"


def test_a_reload_keeps_the_session_and_signing_out_ends_it(dashboard: Dashboard) -> None:
    dashboard.enter()
    dashboard.page.reload()
    dashboard.settled()
    dashboard.page.get_by_role("button", name="Sign out").click()
    dashboard.page.wait_for_url("**/login")
    dashboard.open()
    dashboard.page.wait_for_url("**/login")


def test_the_tokens_never_reach_the_browser(dashboard: Dashboard) -> None:
    frames: list[str] = []
    bodies: list[str] = []
    page = dashboard.page
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    page.on("response", lambda answer: bodies.append(answer.text()) if "/session" in answer.url else None)
    dashboard.enter()
    [cookie] = page.context.cookies()
    kept = page.evaluate(READABLE)
    secret = re.compile(rf"eyJ[\w-]+\.eyJ|{re.escape(cookie['value'])}")
    assert frames
    assert bodies
    assert not secret.search(kept)
    assert [text for text in [*frames, *bodies] if secret.search(text)] == []


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(dashboard: Dashboard) -> None:
    dashboard.enter()
    [cookie] = dashboard.page.context.cookies()
    assert {name: cookie[name] for name in ("httpOnly", "sameSite", "path", "domain")} == {  # type: ignore[literal-required]
        "httpOnly": True,
        "sameSite": "Lax",
        "path": "/",
        "domain": "127.0.0.1",
    }
    assert dashboard.page.evaluate("document.cookie") == ""


def test_signing_in_by_keyboard_alone(dashboard: Dashboard) -> None:
    dashboard.open()
    page = dashboard.page
    page.wait_for_url("**/login")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(dashboard.site.email)
    page.keyboard.press("Tab")
    page.keyboard.type(dashboard.site.password)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("Password")).to_have_attribute("type", "text")
    page.keyboard.press("Space")
    expect(page.get_by_label("Password")).to_have_attribute("type", "password")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    dashboard.settled()


def test_password_managers_find_their_fields(dashboard: Dashboard) -> None:
    expected = {
        "login": ["username", "current-password"],
        "register": ["email", "name", "new-password"],
        "forgot": ["username"],
        "reset#token": ["new-password"],
    }
    for address, names in expected.items():
        dashboard.page.goto(f"{dashboard.site.url}/{address}")
        inputs = dashboard.page.locator("form input")
        expect(inputs).to_have_count(len(names))
        assert [field.get_attribute("autocomplete") for field in inputs.all()] == names
