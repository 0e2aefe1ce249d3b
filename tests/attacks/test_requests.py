"""Requests that are not what they seem: other sites' forms, methods and hosts; too large, too deep, too many."""

import re
import socket as network
import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest

from tests.accounts.product import elsewhere
from tests.attacks.door import PASSWORD, Door, served

QUERY = '{"query": "{ dataset { version } }"}'
MUTATION = 'mutation { updateProfile(name: "Mallory") { name } }'


def codes(answer: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in answer.json().get("errors", [])]


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        "text/plain; application/json",
    ],
)
def test_what_a_form_of_another_site_can_send_is_refused(door: Door, kind: str) -> None:
    """These types are sent without asking first (CSRF); JSON is not."""
    headers = {**door.bearer("admin"), "Content-Type": kind, "Origin": "https://evil.example"}
    answer = httpx.post(f"{door.url}/graphql", content=QUERY, headers=headers)
    assert answer.status_code == 415
    assert "data" not in answer.json()


def test_mutations_are_not_done_by_address(door: Door) -> None:
    answer = httpx.get(f"{door.url}/graphql", params={"query": MUTATION}, headers=door.bearer("viewer"))
    assert answer.status_code == 405


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_the_method_is_not_overridden(door: Door, header: str) -> None:
    answer = httpx.get(
        f"{door.url}/graphql",
        params={"query": MUTATION, "_method": "POST"},
        headers={**door.bearer("viewer"), header: "POST"},
    )
    assert answer.status_code == 405


def test_a_session_cookie_does_not_act_for_a_page_of_another_site(door: Door) -> None:
    own = {"Origin": door.url, "Content-Type": "application/json", **elsewhere()}
    signed = httpx.post(f"{door.url}/session", json={"email": "viewer@example.com", "password": PASSWORD}, headers=own)
    cookie = {"Cookie": signed.headers["set-cookie"].partition(";")[0]}
    mine = httpx.post(f"{door.url}/graphql", content=QUERY, headers=own | cookie)
    assert mine.json()["data"]
    for foreign in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {}, {"Sec-Fetch-Site": "cross-site"}):
        headers = {"Content-Type": "application/json", **cookie, **foreign}
        assert codes(httpx.post(f"{door.url}/graphql", content=QUERY, headers=headers)) == ["UNAUTHENTICATED"], foreign
    assert (
        httpx.get(f"{door.url}/graphql", params={"query": "{ me { id } }"}, headers=cookie).json().get("data") is None
    )


def test_another_site_opens_no_session_in_a_visitors_browser(door: Door) -> None:
    given = {"email": "viewer@example.com", "password": PASSWORD}
    answer = httpx.post(f"{door.url}/session", json=given, headers={"Origin": "https://evil.example"})
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def test_pages_of_other_origins_may_not_read_answers(door: Door) -> None:
    ask = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    preflight = httpx.options(f"{door.url}/graphql", headers={**ask, "Access-Control-Request-Headers": "authorization"})
    answer = httpx.post(f"{door.url}/graphql", content=QUERY, headers={"Origin": "https://evil.example"})
    for each in (preflight, answer):
        assert not [name for name in each.headers if name.startswith("access-control-allow")]


def test_a_token_in_the_address_is_no_token_and_is_not_logged(door: Door) -> None:
    token = door.token("viewer")
    params = {"query": "{ me { id } }", "access_token": token, "token": token, "authorization": f"Bearer {token}"}
    assert codes(httpx.get(f"{door.url}/graphql", params=params)) == ["UNAUTHENTICATED"]
    assert token not in door.log()


@pytest.fixture
def one_host(door: Door, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    home = tmp_path_factory.mktemp("host")
    with served(door.dsn, home, SALES_ALLOWED_HOSTS="sales.example.com,*.shop.example") as url:
        yield replace(door, url=url, home=home)


def test_only_configured_hosts_are_served(one_host: Door) -> None:
    def status(host: str) -> int:
        return httpx.get(f"{one_host.url}/health/live", headers={"Host": host}).status_code

    assert [status(host) for host in ("sales.example.com", "a.shop.example:443", "127.0.0.1:8000")] == [200] * 3
    assert [status(host) for host in ("evil.example", "sales.example.com.evil.example", "")] == [400] * 3


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Original-URL", "Forwarded"])
def test_the_host_that_a_request_names_is_not_in_mails(door: Door, header: str) -> None:
    """Else a stranger could have the owner of an account follow a link to their own site, token and all."""
    text = 'mutation { requestPasswordReset(email: "viewer@example.com") }'
    before = dict.fromkeys(door.home.parent.glob("*/outbox/*.eml"))
    assert door.post(text, headers={header: "evil.example"}).status_code == 200
    deadline = time.monotonic() + 20
    while not (new := [path for path in door.home.parent.glob("*/outbox/*.eml") if path not in before]):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert all("evil.example" not in path.read_text() for path in new)


def raw(door: Door, *lines: bytes, body: bytes = b"") -> bytes:
    """What the server answers to bytes that no library would send."""
    parts = urlsplit(door.url)
    with network.create_connection((parts.hostname, parts.port), timeout=20) as connection:
        head = [*lines, b"Host: " + parts.netloc.encode(), b"Connection: close", b"Content-Length: %d" % len(body)]
        connection.sendall(b"\r\n".join(head) + b"\r\n\r\n" + body)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer


@pytest.mark.parametrize(
    "given", [b"a\x0bSet-Cookie: x=1", b"a b", b'"}{"level":"ERROR"', b"\xff\xfe", b"x" * 65, b"../../x"]
)
def test_a_request_id_brings_nothing_into_headers_or_log(door: Door, given: bytes) -> None:
    answer = raw(door, b"GET /health/live HTTP/1.1", b"X-Request-ID: " + given)
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert given.lower() not in head
    assert b"set-cookie" not in head
    assert given.decode("latin-1") not in door.log()


def test_a_line_break_in_a_value_makes_no_line_of_its_own(door: Door) -> None:
    forged = "x@example.com\r\nERROR backend: forged\n2024 admin login"
    door.login(forged)
    assert not re.search(r"^ERROR backend: forged", door.log(), re.MULTILINE)
    targets = [entry["target"] for entry in door.audit() if "forged" in (entry["target"] or "")]
    assert targets
    assert not any("\n" in target or "\r" in target for target in targets)


def test_a_visitor_does_not_see_the_schema(door: Door) -> None:
    for document in ("{ __schema { types { name } } }", '{ __type(name: "User") { name } }', "{ __typename }"):
        assert door.codes(document) == ["UNAUTHENTICATED"]


def test_a_visitors_mistake_is_told_without_names_of_the_schema(door: Door) -> None:
    answer = door.ask('mutation { login(email: "a", password: "b") { accesToken } }')
    assert "accessToken" not in str(answer)
    assert "accessToken" in str(door.ask('mutation { login(email: "a", password: "b") { accesToken } }', "viewer"))


def test_the_schema_can_be_hidden_from_everybody(door: Door, tmp_path_factory: pytest.TempPathFactory) -> None:
    with served(door.dsn, tmp_path_factory.mktemp("hidden"), SALES_INTROSPECTION="false") as url:
        hidden = replace(door, url=url)
        for document in (
            "{ __schema { types { name } } }",
            "{ ...x } fragment x on Query { __schema { types { name } } }",
        ):
            assert hidden.codes(document, "admin") == ["FORBIDDEN"]
        assert hidden.ask("{ dataset { version } }", "admin")["data"]
        assert httpx.get(f"{url}/graphiql").status_code == 403


@pytest.mark.parametrize("path", ["/graphql", "/health/live", "/graphiql", "/nowhere", "/upload", "/session"])
def test_every_answer_keeps_browsers_from_framing_and_guessing(door: Door, path: str) -> None:
    headers = httpx.get(f"{door.url}{path}").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"].partition("script-src")[2].partition(";")[0]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] in {"same-origin", "no-referrer"}
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "server" not in headers


@pytest.mark.parametrize(
    "path",
    ["/graphiql/dist/../../../settings.py", "/graphiql/page/..%2f..%2f..%2fsettings.py", "/upload/..%2f..%2fkeys"],
)
def test_paths_lead_to_no_other_files(door: Door, path: str) -> None:
    answer = raw(door, f"GET {path} HTTP/1.1".encode())
    assert answer.split(b" ")[1] in {b"404", b"401"}
    assert b"SALES_SECRET_KEY" not in answer


def test_a_budget_spent_is_refused_with_the_time_to_wait(door: Door, tmp_path_factory: pytest.TempPathFactory) -> None:
    bounds = {"SALES_COST_BUDGET": "1000", "SALES_COST_PER_SECOND": "20"}
    with served(door.dsn, tmp_path_factory.mktemp("budget"), **bounds) as url:
        small = replace(door, url=url)
        dear = "query ($first: Int!) { sales { orders(first: $first) { edges { node { number lines { amount } } } } } }"
        answers = [small.post(dear, "viewer", first=300 + place) for place in range(12)]
        spent = [int(answer.headers["x-cost-budget"]) for answer in answers if answer.status_code == 200]
        assert spent == sorted(spent, reverse=True)
        assert answers[-1].status_code == 429
        error = answers[-1].json()["errors"][0]["extensions"]
        assert error["code"] == "RATE_LIMITED"
        assert int(answers[-1].headers["retry-after"]) == error["retryAfter"] > 0
        assert small.post(dear, "analyst", first=300).status_code == 200, "one user's budget is another's"
