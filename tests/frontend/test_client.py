"""The dashboard's session with a real API: renewal, concurrency, the end."""

import asyncio
from collections.abc import AsyncIterator

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
async def session(api: Api, sample_server: Server) -> Session:
    return await Session.open(api, sample_server.email, sample_server.password)


async def test_a_wrong_password_is_unauthenticated(api: Api, sample_server: Server) -> None:
    with pytest.raises(ApiError) as caught:
        await Session.open(api, sample_server.email, "not the password")
    assert caught.value.code == "UNAUTHENTICATED"


async def test_an_expired_token_is_renewed_once_for_all_that_wait(session: Session) -> None:
    session._access = "expired"
    answers = await asyncio.gather(*(session.query(DATASET, {}) for _ in range(5)))
    assert {answer["dataset"]["version"] for answer in answers} == {answers[0]["dataset"]["version"]}
    assert await session.query(DATASET, {})


async def test_a_session_that_cannot_be_renewed_has_ended(session: Session) -> None:
    await session.close()
    session._access = "expired"
    with pytest.raises(SignedOut):
        await session.query(DATASET, {})


async def test_errors_keep_their_code(session: Session) -> None:
    with pytest.raises(ApiError, match="Atlantis") as caught:
        await session.query('{ sales(filter: {countries: ["Atlantis"]}) { kpis { orders } } }', {})
    assert caught.value.code == "BAD_USER_INPUT"


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
