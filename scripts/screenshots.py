"""Pictures of every page of a running product: `python scripts/screenshots.py http://127.0.0.1:8000 E-MAIL PASSWORD`.

Writes into --out (default docs/images), for each page as here for the overview: overview.png and overview-dark.png at
1440x900, overview-phone.png and overview-phone-dark.png at 390x844. With --whole: the whole page, not the first screen.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

VIEWS: tuple[tuple[str, int, int, Literal["light", "dark"]], ...] = (
    ("", 1440, 900, "light"),
    ("-dark", 1440, 900, "dark"),
    ("-phone", 390, 844, "light"),
    ("-phone-dark", 390, 844, "dark"),
)
CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
PATIENCE_MS = 60_000


def main() -> int:
    """Take the pictures; 1 and one line when there is no Chromium."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("email")
    parser.add_argument("password")
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    parser.add_argument("--query", default="", help="filter of the Overview, for example country=Germany")
    parser.add_argument("--whole", action="store_true", help="the whole page instead of the first screen")
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    with _browser() as browser:
        for suffix, width, height, theme in VIEWS:
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=theme, locale="en-GB"
            )
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            for name in _pages(page, wanted):
                path = wanted.out / f"{name}{suffix}.png"
                page.screenshot(path=path, full_page=wanted.whole, animations="disabled")
                print(path)  # noqa: T201 -- says what it made
            context.close()
    return 0


@contextmanager
def _browser() -> Iterator[Browser]:
    executable = os.environ.get("CHROMIUM") or next((p for name in CANDIDATES if (p := shutil.which(name))), None)
    if not executable:
        sys.exit("no Chromium: install one (Debian: apt install chromium) or set CHROMIUM=/path/to/it")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=executable, args=list(FLAGS))


def _pages(page: Page, wanted: argparse.Namespace) -> Iterator[str]:
    """Bring up one page after the other and name it."""
    for name, heading in (("register", "Create an account"), ("forgot", "Forgot your password?")):
        page.goto(f"{wanted.url}/{name}")
        page.get_by_role("heading", name=heading).wait_for()
        yield name
    page.goto(f"{wanted.url}/reset#of-a-mail")
    page.get_by_label("New password").wait_for()
    yield "reset"
    page.goto(f"{wanted.url}/{'?' if wanted.query else ''}{wanted.query}")
    page.get_by_label("E-mail").wait_for()
    yield "login"
    page.get_by_label("E-mail").fill(wanted.email)
    page.get_by_label("Password").fill(wanted.password)
    page.get_by_role("button", name="Sign in").click()
    page.locator("[data-kpi=forecast]").wait_for()
    page.locator("[data-chart=forecast] .js-plotly-plot").wait_for()
    page.mouse.move(0, 0)
    page.wait_for_timeout(1000)  # Plotly draws its last frame
    yield "overview"
    yield from _account_pages(page, wanted.url)


def _account_pages(page: Page, url: str) -> Iterator[str]:
    page.goto(f"{url}/profile")
    page.get_by_text("Administrator:").wait_for()
    yield "profile"
    page.goto(f"{url}/users")
    page.locator(".listing").wait_for()
    yield "users"
    page.get_by_role("button", name="Edit").first.click()
    page.get_by_role("checkbox").first.wait_for()
    yield "user"
    page.goto(f"{url}/keys")
    page.locator(".pager").wait_for()
    page.get_by_role("button", name="New key").click()
    page.get_by_role("checkbox").first.wait_for()
    yield "keys"
    page.goto(f"{url}/audit")
    page.locator(".pager").wait_for()
    yield "audit"


if __name__ == "__main__":
    sys.exit(main())
