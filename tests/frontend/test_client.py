"""The dashboard's client with a real API: exchange, renewal, the end."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from frontend.client import Api, ApiError, Session, SignedOut, Unreachable
from frontend.queries import DATASET
from tests.api.server import Server, free_port

pytestmark = pytest.mark.anyio


@pytest.fixture
async def api(sample_server: Server) -> AsyncIterator[Api]:
    api = Api(sample_server.url)
    yield api
    await api.close()


@pytest.fixture
async def browser(sample_server: Server) -> AsyncIterator[httpx.AsyncClient]:
    """A page that is signed in."""
    async with httpx.AsyncClient(
        base_url=sample_server.url, headers={"Origin": sample_server.url}, timeout=60
    ) as client:
        answer = await client.post("/session", json={"email": sample_server.email, "password": sample_server.password})
        assert answer.status_code == 200
        yield client


@pytest.fixture
def session(api: Api, browser: httpx.AsyncClient) -> Session:
    return Session(api, browser.cookies["sales-session"])


async def test_without_a_cookie_nobody_is_signed_in(api: Api) -> None:
    with pytest.raises(SignedOut) as caught:
        await Session(api, None).query(DATASET)
    assert not caught.value.ended


async def test_a_made_up_cookie_is_an_ended_session(api: Api) -> None:
    with pytest.raises(SignedOut) as caught:
        await Session(api, "made up").query(DATASET)
    assert caught.value.ended


async def test_questions_at_once_are_answered_for_the_user(session: Session, sample_server: Server) -> None:
    answers = await asyncio.gather(*(session.query(DATASET) for _ in range(5)))
    assert {answer["dataset"]["version"] for answer in answers} == {answers[0]["dataset"]["version"]}
    assert (await session.user())["email"] == sample_server.email


async def test_a_session_ended_elsewhere_has_ended_at_once(session: Session, browser: httpx.AsyncClient) -> None:
    await session.query(DATASET)  # so that the access token is remembered
    assert (await browser.delete("/session")).status_code == 204
    with pytest.raises(SignedOut) as caught:
        await session.query(DATASET)
    assert caught.value.ended


async def test_errors_keep_their_code_and_field(session: Session) -> None:
    with pytest.raises(ApiError, match="Atlantis") as caught:
        await session.query('{ sales(filter: {countries: ["Atlantis"]}) { kpis { orders } } }')
    assert (caught.value.code, caught.value.field) == ("BAD_USER_INPUT", "countries")


async def test_nobody_there_and_no_graphql_there_are_told_apart_from_answers(sample_server: Server) -> None:
    nobody, page = Api(f"http://127.0.0.1:{free_port()}"), Api(sample_server.url)
    page.endpoint = f"{sample_server.url}/health/live"
    with pytest.raises(Unreachable, match="cannot be reached"):
        await nobody.query(DATASET)
    with pytest.raises(Unreachable, match="status 405"):
        await page.query(DATASET)
    await nobody.close()
    await page.close()


async def test_the_address_may_name_the_endpoint_or_the_server() -> None:
    addresses = ("http://x.test", "http://x.test/", "http://x.test/graphql", "http://x.test/graphql/")
    assert {Api(address).endpoint for address in addresses} == {"http://x.test/graphql"}
