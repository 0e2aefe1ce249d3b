"""Documents by hash: the dashboard's register, Apollo's automatic protocol, and servers that answer no others."""

import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from backend.app.application import create_app
from backend.app.persisted import AUTOMATIC_CHARACTERS, AUTOMATIC_DOCUMENTS, REGISTER, Documents, asked, register_of
from backend.app.persisted import PersistedQueryNotFound as NotFound
from frontend import queries
from tests.app.conftest import EMAIL, PASSWORD, Client, settings

pytestmark = pytest.mark.anyio

GRAPHQL = "application/graphql-response+json"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def apollo(sha256: str, version: Any = 1) -> dict[str, Any]:
    return {"persistedQuery": {"version": version, "sha256Hash": sha256}}


def code(answer: httpx.Response) -> str:
    [error] = answer.json()["errors"]
    assert "data" not in answer.json()
    return str(error["extensions"]["code"])


def test_the_register_is_the_dashboards() -> None:
    assert REGISTER.read_text() == register_of(vars(queries)), "run `python -m scripts.generate`"
    register: dict[str, str] = json.loads(REGISTER.read_text())
    assert {queries.OVERVIEW, queries.REQUEST_RESET, queries.USERS} <= set(register.values())
    assert all(address == f"sha256:{digest(text)}" for address, text in register.items())


async def test_a_registered_document_is_named_by_its_address(client: Client) -> None:
    address = f"sha256:{digest(queries.DATASET)}"
    for answer in (
        await client.get("/graphql", params={"documentId": address}),
        await client.post("/graphql", json={"documentId": address}),
        await client.get("/graphql", params={"extensions": json.dumps(apollo(digest(queries.DATASET)))}),
        await client.post("/graphql", json={"extensions": apollo(digest(queries.DATASET)), "variables": {}}),
    ):
        assert answer.json()["data"]["dataset"]["version"] == "0"


async def test_the_door_stays_closed(visitor: Client) -> None:
    answer = await visitor.get("/graphql", params={"documentId": f"sha256:{digest(queries.DATASET)}"})
    assert code(answer) == "UNAUTHENTICATED"


async def test_a_registered_mutation_does_not_come_by_get(client: Client) -> None:
    parameters = {"documentId": f"sha256:{digest(queries.REQUEST_RESET)}", "variables": '{"email": "a@example.com"}'}
    assert (await client.get("/graphql", params=parameters)).status_code == 405


async def test_the_automatic_protocol(client: Client) -> None:
    document = "query Mine { me { email name } }"
    by_hash = {"extensions": json.dumps(apollo(digest(document)))}
    unknown = await client.get("/graphql", params=by_hash)
    assert (code(unknown), unknown.status_code) == ("PERSISTED_QUERY_NOT_FOUND", 200)
    assert unknown.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert (await client.get("/graphql", params=by_hash, headers={"Accept": GRAPHQL})).status_code == 400
    with_text = await client.post("/graphql", json={"query": document, "extensions": apollo(digest(document))})
    assert with_text.json()["data"]["me"]["email"] == EMAIL
    known = await client.get("/graphql", params=by_hash)
    assert known.json()["data"] == with_text.json()["data"]


async def test_a_text_that_is_not_the_hashs_is_refused(client: Client) -> None:
    document, other = "{ me { email } }", "{ me { id } }"
    answer = await client.post("/graphql", json={"query": other, "extensions": apollo(digest(document))})
    assert (answer.status_code, code(answer)) == (200, "BAD_USER_INPUT")
    by_hash = await client.post("/graphql", json={"extensions": apollo(digest(document))})
    assert code(by_hash) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize("document", ["{ me { nothing } }", "{ me {"])
async def test_an_invalid_document_is_not_kept(client: Client, document: str) -> None:
    given = apollo(digest(document))
    assert code(await client.post("/graphql", json={"query": document, "extensions": given})) == "BAD_USER_INPUT"
    assert code(await client.post("/graphql", json={"extensions": given})) == "PERSISTED_QUERY_NOT_FOUND"


async def test_a_visitors_document_is_not_kept(visitor: Client) -> None:
    for document in (
        "query Visitor { me { email } }",
        'mutation Visitor { login(email: "nobody@example.com", password: "wrong") { accessToken } }',
    ):
        given = apollo(digest(document))
        assert code_of_any(await visitor.post("/graphql", json={"query": document, "extensions": given}))
        assert code(await visitor.post("/graphql", json={"extensions": given})) == "PERSISTED_QUERY_NOT_FOUND"


def code_of_any(answer: httpx.Response) -> str:
    return str(answer.json()["errors"][0]["extensions"]["code"])


@pytest.mark.parametrize(
    "given",
    [
        {"documentId": 5},
        {"documentId": digest("a")},
        {"documentId": f"sha256:{digest('a').upper()}"},
        {"documentId": f"md5:{digest('a')}"},
        {"extensions": {"persistedQuery": 5}},
        {"extensions": apollo(digest("a"), version=2)},
        {"extensions": apollo(digest("a"), version=True)},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": apollo("abc")},
    ],
)
async def test_what_is_no_hash_is_a_bad_request(client: Client, given: dict[str, Any]) -> None:
    answer = await client.post("/graphql", json=given)
    assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")


def test_memory_is_bounded() -> None:
    documents = Documents({}, only_registered=False)

    def keep(text: str) -> str:
        documents.keep(asked({"query": text, "extensions": apollo(digest(text))}))
        return digest(text)

    def known(sha256: str) -> bool:
        try:
            documents.text(asked({"extensions": apollo(sha256)}))
        except NotFound:
            return False
        return True

    first, second = keep("{ first }"), keep("{ second }")
    for number in range(AUTOMATIC_DOCUMENTS - 2):
        keep(f"{{ a{number} }}")
    assert known(first)
    newest = keep("{ newest }")
    assert (known(first), known(second), known(newest)) == (True, False, True)
    large = [keep("#" + str(number) * (AUTOMATIC_CHARACTERS // 4)) for number in range(8)]
    assert sum(known(sha256) for sha256 in [first, newest, *large]) <= 4


@pytest.fixture(scope="module")
async def strict_app(
    accounts_dsn: str, app: Starlette, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Starlette]:
    """An application on Ann's database that answers registered documents only."""
    assert app.state.db
    home = tmp_path_factory.mktemp("strict")
    application = create_app(settings(home, SALES_PERSISTED_ONLY=True), accounts_dsn, dashboard=False)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
async def strict(strict_app: Starlette) -> AsyncIterator[Client]:
    async with Client(strict_app) as client:
        yield client


async def test_registered_only_lets_the_dashboard_work(strict: Client) -> None:
    """It signs in and out at /session, and asks registered documents."""
    page = {"Origin": "http://sales.test", "Sec-Fetch-Site": "same-origin"}
    opened = await strict.post("/session", json={"email": EMAIL, "password": PASSWORD}, headers=page)
    assert (opened.status_code, opened.json()["user"]["email"]) == (200, EMAIL)
    exchange = {"Authorization": f"Session {strict.cookies['sales-session']}"}
    access = (await strict.post("/session/access", headers=exchange)).json()
    bearer = {"Authorization": f"Bearer {access['accessToken']}"}
    by_text, _ = await strict.ask(queries.DATASET, **bearer)
    assert by_text["data"]["dataset"]["version"] == "0"
    by_hash = await strict.get("/graphql", params={"documentId": f"sha256:{digest(queries.DATASET)}"}, headers=bearer)
    assert by_hash.json()["data"] == by_text["data"]
    assert (await strict.delete("/session", headers=page)).status_code == 204


async def test_registered_only_refuses_all_others(strict: Client, token: str) -> None:
    document, bearer = "{ me { email } }", {"Authorization": f"Bearer {token}"}
    for text in (document, queries.DATASET + " ", "{ __schema { queryType { name } } }", "{ broken"):
        answer = await strict.post("/graphql", json={"query": text}, headers=bearer | {"Accept": GRAPHQL})
        assert (answer.status_code, code(answer)) == (403, "FORBIDDEN")
        assert "SALES_PERSISTED_ONLY" in answer.json()["errors"][0]["message"]
    by_hash = await strict.post("/graphql", json={"extensions": apollo(digest(document))}, headers=bearer)
    assert code(by_hash) == "PERSISTED_QUERY_NOT_SUPPORTED"
    both = {"query": document, "extensions": apollo(digest(document))}
    assert code(await strict.post("/graphql", json=both, headers=bearer)) == "PERSISTED_QUERY_NOT_SUPPORTED"
    address = {"documentId": f"sha256:{digest(document)}"}
    assert code(await strict.post("/graphql", json=address, headers=bearer)) == "PERSISTED_QUERY_NOT_FOUND"


async def test_registered_only_says_so_where_graphiql_was(strict: Client) -> None:
    answer = await strict.get("/graphiql")
    assert answer.status_code == 403
    assert "SALES_PERSISTED_ONLY" in answer.text
