"""`/session` over HTTP: who may open one, what the cookie is like, and what it is exchanged for."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from tests.app.conftest import EMAIL, PASSWORD, Client

pytestmark = pytest.mark.anyio

LOGIN = {"email": EMAIL, "password": PASSWORD}
OWN = {"Origin": "http://sales.test"}


@pytest.fixture
async def browser(app: Starlette) -> AsyncIterator[Client]:
    """A page of this server."""
    async with Client(app, **OWN) as client:
        yield client


def secret_of(answer: httpx.Response) -> str:
    return answer.headers["set-cookie"].split("=", 1)[1].split(";")[0]


async def exchanged(client: Client, secret: str) -> httpx.Response:
    return await client.post("/session/access", json={}, headers={"Authorization": f"Session {secret}"})


async def test_signing_in_sets_a_cookie_for_this_host_alone_and_tells_no_token(browser: Client) -> None:
    answer = await browser.post("/session", json=LOGIN)
    assert answer.json() == {"user": {"email": EMAIL, "name": "Ann", "role": "ANALYST"}}
    name, *flags = answer.headers["set-cookie"].split("; ")
    assert name.startswith("sales-session=")
    assert {flag.lower() for flag in flags} >= {"httponly", "samesite=lax", "path=/"}
    assert not [flag for flag in flags if flag.lower().startswith("domain")]
    assert answer.headers["cache-control"] == "no-store"


async def test_an_encrypted_page_gets_a_secure_cookie_of_another_name(browser: Client) -> None:
    answer = await browser.post("/session", json=LOGIN, headers={"Origin": "https://sales.test"})
    assert answer.headers["set-cookie"].startswith("__Host-sales-session=")
    assert "secure" in answer.headers["set-cookie"].lower().split("; ")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.test"},
        {"Origin": "http://sales.test:8080"},
        {"Origin": "null"},
        {"Origin": ""},
        {**OWN, "Sec-Fetch-Site": "cross-site"},
        {**OWN, "Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_sites_page_is_refused(app: Starlette, browser: Client, headers: dict[str, str]) -> None:
    secret = secret_of(await browser.post("/session", json=LOGIN))
    async with Client(app, **headers) as stranger:
        stranger.cookies.set("sales-session", secret)
        assert (await stranger.post("/session", json=LOGIN)).status_code == 403
        assert (await stranger.delete("/session")).status_code == 403
        assert (await stranger.put("/session/password", json={"current": PASSWORD, "new": "x" * 20})).status_code == 403
        assert await stranger.codes("{ me { email } }") == ["UNAUTHENTICATED"]
    assert (await exchanged(browser, secret)).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_only_json_is_read(browser: Client, kind: str) -> None:
    answer = await browser.post("/session", content=b'{"email": "a", "password": "b"}', headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers


async def test_bodies_that_are_no_form_are_refused(browser: Client) -> None:
    for content in (b"", b"[]", b"null", b"\xff", b'{"email":', b"x" * 10_000):
        answer = await browser.post("/session", content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code == 400


async def test_the_cookie_asks_with_the_users_rights_and_counts_in_posts_alone(browser: Client) -> None:
    await browser.post("/session", json=LOGIN)
    body, _ = await browser.ask("{ me { email } }")
    assert body["data"]["me"]["email"] == EMAIL
    answer = await browser.get("/graphql", params={"query": "{ me { email } }"})
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_wrong_password_and_an_unknown_address_look_alike(browser: Client) -> None:
    answers = [
        await browser.post("/session", json={"email": email, "password": "not the password"})
        for email in (EMAIL, "nobody-at-all@example.com")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()
    assert "set-cookie" not in answers[0].headers


async def test_the_cookie_is_exchanged_by_who_can_read_it_alone(browser: Client) -> None:
    secret = secret_of(await browser.post("/session", json=LOGIN))
    assert (await browser.post("/session/access", json={})).status_code == 401  # with the cookie, as a script would
    answer = await exchanged(browser, secret)
    token = answer.json()["accessToken"]
    body, _ = await browser.ask("{ me { email } }", authorization=f"Bearer {token}")
    assert body["data"]["me"]["email"] == EMAIL
    assert (await exchanged(browser, token)).status_code == 401


async def test_the_cookie_is_no_refresh_token_and_a_refresh_token_no_cookie(browser: Client) -> None:
    secret = secret_of(await browser.post("/session", json=LOGIN))
    refresh = "mutation($token: String!) { refresh(refreshToken: $token) { accessToken } }"
    assert await browser.codes(refresh, {"token": secret}) == ["UNAUTHENTICATED"]
    login = (
        "mutation($email: String!, $password: String!) { login(email: $email, password: $password) { refreshToken } }"
    )
    body, _ = await browser.ask(login, LOGIN)
    assert (await exchanged(browser, body["data"]["login"]["refreshToken"])).status_code == 401
    assert (await exchanged(browser, secret)).status_code == 200


async def test_signing_out_ends_the_session_with_its_access_tokens(browser: Client) -> None:
    secret = secret_of(await browser.post("/session", json=LOGIN))
    token = (await exchanged(browser, secret)).json()["accessToken"]
    answer = await browser.delete("/session")
    assert answer.status_code == 204
    assert "sales-session" not in browser.cookies
    assert (await exchanged(browser, secret)).status_code == 401
    assert await browser.codes("{ me { email } }", authorization=f"Bearer {token}") == ["UNAUTHENTICATED"]
    assert (await browser.get("/session")).json() == {"user": None}


async def test_signing_in_anew_ends_the_session_before(browser: Client) -> None:
    before = secret_of(await browser.post("/session", json=LOGIN))
    after = secret_of(await browser.post("/session", json=LOGIN))
    assert before != after
    assert (await exchanged(browser, before)).status_code == 401
    assert (await exchanged(browser, after)).status_code == 200


async def test_a_session_unused_for_long_or_begun_long_ago_has_ended(app: Starlette, browser: Client) -> None:
    db = app.state.db
    for table, column in (("refresh_tokens", "expires_at"), ("sessions", "begun_at")):
        secret = secret_of(await browser.post("/session", json=LOGIN))
        await db.execute(f"update {table} set {column} = now() - interval '91 days'")
        assert (await exchanged(browser, secret)).status_code == 401


async def test_an_exchange_puts_the_end_off_and_a_look_does_not(app: Starlette, browser: Client) -> None:
    db = app.state.db
    secret = secret_of(await browser.post("/session", json=LOGIN))
    await db.execute("update refresh_tokens set expires_at = now() + interval '1 day'")
    assert (await browser.get("/session")).json()["user"]["email"] == EMAIL
    latest = "select max(expires_at) > now() + interval '29 days' from refresh_tokens"
    assert await db.value(latest) is False
    await exchanged(browser, secret)
    assert await db.value(latest) is True
