"""GraphiQL in a real browser: signing in, the examples, the schema's documentation, and no other address."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from tests.api.client import GraphQLClient
from tests.api.server import Server

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
KPIS = '{ sales(filter: {from: "2025-01-01", to: "2025-06-30"}) { kpis { revenue orders } } }'
STORED = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"


@pytest.fixture
def graphiql(quiet_page: Page, requested: list[str], sample_server: Server) -> Page:
    """GraphiQL, not signed in. `requested` is named so that it listens from the first request on."""
    assert requested == []
    quiet_page.goto(f"{sample_server.url}/graphiql")
    expect(quiet_page.locator(".graphiql-container")).to_be_visible()
    return quiet_page


def fill_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def sign_in(page: Page, server: Server) -> None:
    fill_in(page, server.email, server.password)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def open_tab(page: Page, name: str) -> None:
    page.locator(".graphiql-tab-button", has_text=name).click()
    expect(page.locator(".graphiql-query-editor")).to_contain_text(name)
    page.wait_for_timeout(500)  # GraphiQL notes the operation's name a moment after the text


def is_operation(answer: Response) -> bool:
    """Not the question for the schema, which GraphiQL asks by itself."""
    return answer.url.endswith("/graphql") and "IntrospectionQuery" not in (answer.request.post_data or "")


def run(page: Page) -> dict[str, Any]:
    """Run what the editor holds; the server's answer, once it is shown too."""
    with page.expect_response(is_operation) as answer:
        page.get_by_role("button", name="Execute query").click()
    body: dict[str, Any] = answer.value.json()
    word = "errors" if "errors" in body else "data"
    expect(page.locator(".result-window")).to_contain_text(f'"{word}"')
    return body


def test_a_new_user_signs_in_runs_an_example_and_reads_the_documentation(
    graphiql: Page, requested: list[str], sample_server: Server, api: GraphQLClient
) -> None:
    sign_in(graphiql, sample_server)
    expect(graphiql.get_by_text(f"{sample_server.email} · ADMIN")).to_be_visible()
    kpis = run(graphiql)["data"]["sales"]["kpis"]
    assert {name: kpis[name] for name in ("revenue", "orders")} == api.query(KPIS)["sales"]["kpis"]
    graphiql.get_by_role("button", name="Show Documentation Explorer").click()
    graphiql.get_by_role("link", name="Query", exact=True).or_(graphiql.get_by_text("Query", exact=True)).first.click()
    expect(graphiql.get_by_text("Everything about sales").or_(graphiql.get_by_text("dataset")).first).to_be_visible()
    assert {address.removeprefix(sample_server.url).split("/")[1] for address in requested} == {
        "graphiql",
        "graphql",
        "session",
    }


def test_every_example_answers(graphiql: Page, sample_server: Server) -> None:
    sign_in(graphiql, sample_server)
    for name, field in (("TrendAndCountries", "trend"), ("Forecast", "forecast")):
        open_tab(graphiql, name)
        body = run(graphiql)
        assert "errors" not in body, body
        assert body["data"]["sales"][field]
    open_tab(graphiql, "Login")
    graphiql.locator(".graphiql-editor-tool .CodeMirror").first.evaluate(
        "(editor, value) => editor.CodeMirror.setValue(value)",
        json.dumps({"email": sample_server.email, "password": sample_server.password}),
    )
    assert run(graphiql)["data"]["login"]["user"]["role"] == "ADMIN"
    assert sample_server.password not in graphiql.evaluate(STORED)


def test_no_token_is_within_reach_and_a_reload_keeps_the_session(graphiql: Page, sample_server: Server) -> None:
    sign_in(graphiql, sample_server)
    run(graphiql)
    [cookie] = graphiql.context.cookies()
    assert cookie["httpOnly"]
    for secret in ("eyJ", cookie["value"]):
        assert secret not in graphiql.evaluate(STORED)
        assert secret not in graphiql.content()
    graphiql.reload()
    expect(graphiql.get_by_role("button", name="Sign out")).to_be_visible()
    assert "errors" not in run(graphiql)


def test_a_header_written_by_hand_wins(graphiql: Page, sample_server: Server) -> None:
    sign_in(graphiql, sample_server)
    graphiql.get_by_role("button", name="Headers").click()
    graphiql.locator(".graphiql-editor-tool .CodeMirror").last.evaluate(
        'editor => editor.CodeMirror.setValue(\'{"authorization": "Bearer by-hand"}\')'
    )
    assert run(graphiql)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_a_wrong_password_is_said(graphiql: Page, sample_server: Server) -> None:
    fill_in(graphiql, sample_server.email, "not the password")
    expect(graphiql.get_by_role("status")).to_have_text("e-mail or password is wrong")
    assert run(graphiql)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_signing_out_ends_the_session(graphiql: Page, sample_server: Server) -> None:
    sign_in(graphiql, sample_server)
    run(graphiql)
    graphiql.get_by_role("button", name="Sign out").click()
    expect(graphiql.get_by_role("button", name="Sign in")).to_be_visible()
    assert run(graphiql)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone(graphiql: Page, sample_server: Server, scheme: Any) -> None:
    graphiql.set_viewport_size(PHONE)  # type: ignore[arg-type]
    graphiql.emulate_media(color_scheme=scheme)
    sign_in(graphiql, sample_server)
    run(graphiql)
    assert graphiql.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    background = graphiql.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(26, 33, 44)") is (scheme == "dark")
