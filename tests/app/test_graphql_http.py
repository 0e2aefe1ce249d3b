"""GraphQL over HTTP: what is understood, in which media type, and how the rest is refused."""

import gzip
import json
from typing import Any

import pytest

from tests.app.conftest import Client

pytestmark = pytest.mark.anyio

JSON, GRAPHQL = "application/json", "application/graphql-response+json"
ME = "{ me { email } }"
DEEP = '{"query": "{ me { email } }", "variables": {"a": ' + "[" * 50_000 + "]" * 50_000 + "}}"

NOT_UNDERSTOOD: dict[str, bytes] = {
    "empty": b"",
    "no JSON": b"{query}",
    "cut off": b'{"query": "{ me { email } }"',
    "null": b"null",
    "number": b"5",
    "text": b'"{ me { email } }"',
    "list": b'[{"query": "{ me { email } }"}]',
    "no query": b"{}",
    "query null": b'{"query": null}',
    "query number": b'{"query": 5}',
    "query empty": b'{"query": " "}',
    "variables text": b'{"query": "{ me { email } }", "variables": "a"}',
    "variables list": b'{"query": "{ me { email } }", "variables": []}',
    "extensions number": b'{"query": "{ me { email } }", "extensions": 1}',
    "operation name number": b'{"query": "{ me { email } }", "operationName": 1}',
    "unknown operation": b'{"query": "{ me { email } }", "operationName": "Other"}',
    "invalid UTF-8": b'{"query": "{ me { email } } # \xff"}',
    "half a surrogate pair": b'{"query": "{ me { email } }", "variables": {"a": "\\ud800"}}',
    "not a number": b'{"query": "{ me { email } }", "variables": {"a": NaN}}',
    "nested 50,000 deep": DEEP.encode(),
    "only a comment": b'{"query": "# nothing"}',
    "only a fragment": b'{"query": "fragment f on User { email }"}',
    "several operations": b'{"query": "query A { me { email } } query B { me { email } }"}',
    "query nested 5,000 deep": json.dumps({"query": "{ a" * 5000 + "}" * 5000}).encode(),
}


@pytest.mark.parametrize("name", NOT_UNDERSTOOD)
async def test_what_is_not_understood_is_a_bad_request(client: Client, name: str) -> None:
    answer = await client.post(
        "/graphql", content=NOT_UNDERSTOOD[name], headers={"Content-Type": JSON, "Accept": GRAPHQL}
    )
    assert answer.status_code == 400, answer.text
    body = answer.json()
    assert "data" not in body
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_large_body_is_refused(client: Client, chunked: bool) -> None:
    async def stream() -> Any:
        for _ in range(11):
            yield b" " * 100 * 1024

    content = stream() if chunked else b" " * 1100 * 1024
    answer = await client.post("/graphql", content=content, headers={"Content-Type": JSON})
    assert answer.status_code == 413
    assert "larger than 1024 KiB" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_a_browser_sends_without_asking_is_refused(client: Client, content_type: str) -> None:
    answer = await client.post(
        "/graphql", content=b'{"query": "{ me { email } }"}', headers={"Content-Type": content_type}
    )
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "content_type", [JSON, f"{JSON}; charset=utf-8", f'{JSON};charset="UTF-8"', "Application/JSON"]
)
async def test_json_in_utf_8_is_accepted(client: Client, content_type: str) -> None:
    content = json.dumps({"query": ME, "operationName": None, "variables": None, "extensions": None}).encode()
    answer = await client.post("/graphql", content=content, headers={"Content-Type": content_type})
    assert answer.json()["data"] == {"me": {"email": "ann@example.com"}}


async def test_another_charset_is_refused(client: Client) -> None:
    answer = await client.post("/graphql", content=b"{}", headers={"Content-Type": f"{JSON}; charset=utf-16"})
    assert answer.status_code == 415


async def test_a_compressed_body_is_refused(client: Client) -> None:
    headers = {"Content-Type": JSON, "Content-Encoding": "gzip"}
    answer = await client.post("/graphql", content=gzip.compress(b'{"query": "{ me { email } }"}'), headers=headers)
    assert answer.status_code == 415


async def test_subscriptions_are_sent_to_the_websocket(client: Client) -> None:
    for answer in (
        await client.post("/graphql", json={"query": "subscription { datasetChanged { version } }"}),
        await client.get("/graphql", params={"query": "subscription { datasetChanged { version } }"}),
    ):
        assert answer.status_code == 400
        assert "graphql-transport-ws" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_other_methods_are_refused(client: Client, method: str) -> None:
    answer = await client.request(method, "/graphql")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8, {JSON};q=0.9", GRAPHQL),
        (f"{JSON}, {GRAPHQL};q=0.9", JSON),
        (f"{GRAPHQL};q=0, {JSON}", JSON),
        ("text/html, application/*;q=0.5", JSON),
    ],
)
async def test_the_media_type_is_the_one_asked_for(client: Client, accept: str | None, media_type: str) -> None:
    client.headers.pop("accept")
    answer = await client.post("/graphql", json={"query": ME}, headers={} if accept is None else {"Accept": accept})
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert answer.status_code == 200


@pytest.mark.parametrize("accept", ["text/html", f"{JSON};q=0", f"{JSON};q=x", "nonsense"])
async def test_another_media_type_is_not_offered(client: Client, accept: str) -> None:
    answer = await client.post("/graphql", json={"query": ME}, headers={"Accept": accept})
    assert answer.status_code == 406


@pytest.mark.parametrize("document", ["{ me { nothing } }", "{ me { email }", "query($n: Int!) { me { email } }"])
async def test_a_refused_document_has_the_status_of_the_media_type(client: Client, document: str) -> None:
    for accept, status in ((JSON, 200), (GRAPHQL, 400)):
        body, answer = await client.ask(document, Accept=accept)
        assert answer.status_code == status
        assert "data" not in body
        assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_failed_field_leaves_status_and_data(client: Client) -> None:
    document = "{ sales(filter: {countries: []}) { kpis { orders } } me { email } }"
    body, answer = await client.ask(document, Accept=GRAPHQL)
    assert answer.status_code == 200
    assert body["data"] == {"sales": None, "me": {"email": "ann@example.com"}}
    assert body["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT", "field": "countries"}
    assert body["errors"][0]["path"] == ["sales"]


async def test_queries_may_come_by_get(client: Client) -> None:
    document = "query Q($skip: Boolean!) { me { email id @skip(if: $skip) } }"
    parameters = {"query": document, "variables": '{"skip": true}', "operationName": "Q", "extensions": "{}"}
    answer = await client.get("/graphql", params=parameters)
    assert answer.json()["data"] == {"me": {"email": "ann@example.com"}}


@pytest.mark.parametrize(
    "parameters", [{}, {"query": ""}, {"query": ME, "variables": "{"}, {"query": ME, "variables": "[]"}]
)
async def test_a_get_that_is_not_understood_is_a_bad_request(client: Client, parameters: dict[str, str]) -> None:
    assert (await client.get("/graphql", params=parameters)).status_code == 400


async def test_mutations_do_not_come_by_get(client: Client) -> None:
    answer = await client.get("/graphql", params={"query": 'mutation { logout(refreshToken: "x") }'})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("document", "variables", "field"),
    [
        ("query($f: SalesFilter) { sales(filter: $f) { kpis { orders } } }", {"f": {"from": "2025-02-30"}}, "from"),
        ("query($f: SalesFilter) { sales(filter: $f) { kpis { orders } } }", {"f": {"countries": [1]}}, "countries"),
        ("query($n: Int!) { sales { products(first: $n) { totalCount } } }", {"n": "x"}, "n"),
        ("query($n: Int!) { sales { products(first: $n) { totalCount } } }", {}, "n"),
        ("{ me { nothing } }", {}, "query"),
    ],
)
async def test_bad_input_names_the_place(client: Client, document: str, variables: dict[str, Any], field: str) -> None:
    body, _ = await client.ask(document, variables)
    extensions = body["errors"][0]["extensions"]
    assert extensions["code"] == "BAD_USER_INPUT", body
    assert extensions["field"] == field
