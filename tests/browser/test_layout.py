"""The page fits its window, keeps to its own host and can be worked by keyboard."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.api.server import Server
from tests.browser.dashboard import PATIENCE_MS, Dashboard

pytestmark = pytest.mark.browser

WIDTHS = (320, 390, 768, 1024, 1440, 1920)


def test_nothing_scrolls_sideways_or_sticks_out_at_any_width(dashboard: Dashboard) -> None:
    for width in WIDTHS:
        dashboard.page.set_viewport_size({"width": width, "height": 900})
        if width == WIDTHS[0]:
            dashboard.open()
            dashboard.page.wait_for_url("**/login")
            assert dashboard.overflow() <= 0
            dashboard.sign_in()
            dashboard.settled()
            expect(dashboard.page.locator("[data-kpi=forecast]")).to_be_visible(timeout=2 * PATIENCE_MS)
        dashboard.page.wait_for_timeout(300)  # Plotly redraws after a resize
        assert dashboard.overflow() <= 0, f"sideways scroll at {width}"
        assert dashboard.clipped() == [], f"sticks out at {width}"


def test_no_request_leaves_the_host(requested: list[str], dashboard: Dashboard) -> None:
    dashboard.enter()
    expect(dashboard.page.locator("[data-kpi=forecast]")).to_be_visible(timeout=2 * PATIENCE_MS)
    own = urlsplit(dashboard.site.url).netloc
    outside = [url for url in requested if urlsplit(url).scheme != "data" and urlsplit(url).netloc != own]
    assert requested
    assert outside == []


def test_the_filter_works_by_keyboard_alone(dashboard: Dashboard) -> None:
    dashboard.enter()
    page = dashboard.page
    opener = page.locator(".opener[popovertarget=filter-countries]")
    opener.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#filter-countries")
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(panel.get_by_label("Search countries")).to_be_focused()
    page.keyboard.type("Germany")
    expect(panel.get_by_role("checkbox")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?country=Germany")


def test_the_theme_follows_the_system_until_it_is_chosen(dashboard: Dashboard) -> None:
    page = dashboard.page
    page.emulate_media(color_scheme="dark")
    dashboard.open()
    page.wait_for_url("**/login")
    assert is_dark(page)
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("html")).not_to_have_class("dark")
    page.reload()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert not is_dark(page)


def is_dark(page: Page) -> bool:
    """By the background's brightness, not by a class."""
    red: int = page.evaluate("parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])")
    return red < 128


def test_every_control_has_a_name(dashboard: Dashboard) -> None:
    dashboard.enter()
    nameless = dashboard.page.evaluate(
        """() => [...document.querySelectorAll('button, a, input, [role=img]')].filter((e) =>
            !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length || e.title)
        ).map((e) => e.outerHTML)"""
    )
    assert nameless == []


def test_another_sites_page_cannot_open_the_websocket(page: Page, sample_server: Server) -> None:
    opened = """(url) => new Promise((resolve) => {
        const socket = new WebSocket(url);
        socket.onopen = () => resolve(true);
        socket.onerror = () => resolve(false);
    })"""
    socket = f"{sample_server.url.replace('http', 'ws')}/_event/?token=x&EIO=4&transport=websocket"
    page.goto(f"{sample_server.url}/login")
    assert page.evaluate(opened, socket)
    page.goto(f"{sample_server.url.replace('127.0.0.1', 'localhost')}/login")
    assert not page.evaluate(opened, socket)
