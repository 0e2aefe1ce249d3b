"""A real headless Chromium, driven against the product as `sales up` runs it."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request, expect

from tests.api.client import GraphQLClient
from tests.api.server import Server
from tests.browser.dashboard import PATIENCE_MS, Dashboard

expect.set_options(timeout=PATIENCE_MS)  # a busy machine hashes a password in seconds

CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without these Chromium looks for updates and sync servers while the tests run.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    named = os.environ.get("CHROMIUM") or os.environ.get("SALES_CHROMIUM")
    return named or next((path for name in CANDIDATES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    executable = chromium()
    if not executable:
        pytest.skip("no Chromium: install one (Debian: apt install chromium) or set CHROMIUM=/path/to/it")
    return {"executable_path": executable, "args": list(QUIET)}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light", "locale": "en-GB"}


@pytest.fixture
def requested(page: Page) -> list[str]:
    """Every address the page asks for, websockets included, as it happens."""
    addresses: list[str] = []

    def note(request: Request) -> None:
        addresses.append(request.url)

    page.on("request", note)
    page.on("websocket", lambda socket: addresses.append(socket.url))
    return addresses


@pytest.fixture
def quiet_page(page: Page) -> Iterator[Page]:
    """A page whose scripts must not fail; the browser's own line about a refused request is no failure."""
    failures: list[str] = []

    def note(line: ConsoleMessage) -> None:
        refused = line.text.startswith("Failed to load resource") and "/session" in line.location["url"]
        if line.type == "error" and not refused:
            failures.append(line.text)

    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", note)
    yield page
    assert failures == []


@pytest.fixture
def dashboard(quiet_page: Page, sample_server: Server) -> Dashboard:
    """The dashboard of the sample, not signed in."""
    return Dashboard(quiet_page, sample_server)


@pytest.fixture
def api(sample_client: GraphQLClient) -> GraphQLClient:
    return sample_client
