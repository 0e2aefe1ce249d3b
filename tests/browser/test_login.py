"""Signing in and out."""

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard

pytestmark = pytest.mark.browser


def test_a_visitor_without_session_sees_only_the_login_page(dashboard: Dashboard) -> None:
    dashboard.open()
    dashboard.page.wait_for_url("**/login")
    expect(dashboard.page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(dashboard.page.locator("[data-kpi]")).to_have_count(0)


def test_a_wrong_password_is_said_and_another_try_works(dashboard: Dashboard) -> None:
    dashboard.open()
    dashboard.sign_in("not the password")
    expect(dashboard.page.get_by_role("alert")).to_have_text("The e-mail address or the password is wrong.")
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
    dashboard.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    dashboard.enter()
    kept = dashboard.page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, document.documentElement.outerHTML])"
    )
    signature_of_a_jwt = "eyJ"
    assert frames
    assert signature_of_a_jwt not in kept
    assert not [frame for frame in frames if signature_of_a_jwt in frame]
