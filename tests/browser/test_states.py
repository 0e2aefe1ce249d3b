"""What the page shows when there is nothing to show."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.api.client import GraphQLClient
from tests.api.server import Server, free_port
from tests.browser.dashboard import Dashboard
from tests.browser.relay import Relay
from tests.browser.test_overview import decimals, numbers
from tests.oracle.paths import ROOT

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Alone:
    """A dashboard served apart from its API, which it reaches through a relay that can be cut."""

    url: str
    email: str
    password: str
    relay: Relay


@pytest.fixture
def alone(sample_server: Server) -> Iterator[Alone]:
    port = free_port()
    with Relay(sample_server.url) as relay:
        command = [sys.executable, "-m", "frontend", "serve", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "API_URL": relay.url})
        try:
            wait_for(f"http://127.0.0.1:{port}/ping")
            yield Alone(f"http://127.0.0.1:{port}", sample_server.email, sample_server.password, relay)
        finally:
            process.terminate()
            process.wait(20)


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if httpx.get(url, timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer")


def test_an_api_that_goes_away_is_said_and_a_retry_brings_the_numbers_back(
    quiet_page: Page, alone: Alone, api: GraphQLClient
) -> None:
    dashboard = Dashboard(quiet_page, alone)
    dashboard.enter()
    alone.relay.cut()
    dashboard.page.locator("[data-list=countries] button").first.click()
    expect(dashboard.page.get_by_role("alert")).to_contain_text("The API cannot be reached.")
    alone.relay.mend()
    dashboard.page.get_by_role("button", name="Try again").click()
    dashboard.settled()
    first = numbers(api)["sales"]["byCountry"][0]["country"]
    assert dashboard.figures() == decimals(numbers(api, countries=[first])["sales"]["kpis"])


def test_an_ended_session_leads_through_the_login_back_to_the_same_filter(
    quiet_page: Page, alone: Alone, sample_server: Server, empty_server: Server
) -> None:
    dashboard = Dashboard(quiet_page, alone)
    dashboard.enter(country="France")
    alone.relay.lead_to(empty_server.url)  # an API that does not know the session
    dashboard.page.reload()
    expect(dashboard.page.get_by_text("Your session has ended")).to_be_visible()
    alone.relay.lead_to(sample_server.url)
    dashboard.sign_in()
    dashboard.settled()
    assert dashboard.page.url.endswith("/?country=France")


def test_a_login_without_api_says_so(quiet_page: Page, alone: Alone) -> None:
    alone.relay.cut()
    dashboard = Dashboard(quiet_page, alone)
    dashboard.open()
    dashboard.sign_in()
    expect(dashboard.page.get_by_role("alert")).to_contain_text("The API cannot be reached.")


def test_a_filter_without_sales_says_so_and_can_be_cleared(dashboard: Dashboard, api: GraphQLClient) -> None:
    quiet = next(
        point["start"]
        for point in numbers(api)["sales"]["trend"]
        if not point["orders"] and not float(point["returns"])
    )
    dashboard.open(**{"from": quiet, "to": quiet})
    dashboard.sign_in()
    expect(dashboard.page.get_by_role("heading", name="Nothing was sold within this filter")).to_be_visible()
    dashboard.page.locator(".notice").get_by_role("button", name="Clear filter").click()
    dashboard.settled()


def test_an_unknown_country_is_said_in_words(dashboard: Dashboard) -> None:
    dashboard.open(country="Atlantis")
    dashboard.sign_in()
    expect(dashboard.page.get_by_role("alert")).to_contain_text("Atlantis")


def test_a_product_without_data_says_how_to_get_some(quiet_page: Page, empty_server: Server) -> None:
    dashboard = Dashboard(quiet_page, empty_server)
    dashboard.open()
    dashboard.sign_in()
    expect(dashboard.page.get_by_role("heading", name="No data yet")).to_be_visible()
