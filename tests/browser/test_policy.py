"""The dashboard under its Content-Security-Policy: everything works, and nothing foreign runs."""

import pytest
from playwright.sync_api import Page, expect

from tests.api.server import Server
from tests.browser.dashboard import Dashboard

pytestmark = pytest.mark.browser

FOREIGN = """() => new Promise((done) => {
    document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective), { once: true });
    const script = document.createElement("script");
    script.textContent = "window.foreign = true";
    document.body.append(script);
    setTimeout(() => done(window.foreign ? "it ran" : "nothing"), 3000);
})"""


def test_no_page_breaks_its_policy(dashboard: Dashboard) -> None:
    """`quiet_page` fails for any violation, which browsers write to the console."""
    dashboard.enter()
    for path in ("/", "/profile", "/users", "/keys", "/audit", "/login", "/forgot", "/register"):
        dashboard.page.goto(f"{dashboard.site.url}{path}")
        dashboard.page.wait_for_load_state("networkidle")


def test_inline_scripts_are_named_by_digest(page: Page, dashboard: Dashboard) -> None:
    page.goto(f"{dashboard.site.url}/login")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    policy = page.request.get(f"{dashboard.site.url}/login").headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert "'sha256-" in scripts


def test_a_foreign_script_is_refused(page: Page, sample_server: Server) -> None:
    page.goto(f"{sample_server.url}/login")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.evaluate(FOREIGN) == "script-src-elem"
