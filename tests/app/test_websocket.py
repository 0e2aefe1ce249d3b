"""graphql-transport-ws to the letter, over a real server: who is let in, which frames, which answers and closes."""

import asyncio
import json
import time
from datetime import timedelta
from typing import Any

import jwt
import pytest
from websockets.exceptions import InvalidStatus

from backend.accounts.roles import Role
from backend.accounts.users import create, deactivate
from backend.db import Database
from tests.accounts.forging import signed, token_for
from tests.app.conftest import SECRET
from tests.app.live import FRIEND, Live
from tests.app.websocket_client import SECONDS, SUBSCRIPTION, session, socket

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("bounded")]


@pytest.fixture
async def bounded() -> Any:
    async with asyncio.timeout(3 * SECONDS):
        yield


def subscribe(**changes: Any) -> dict[str, Any]:
    return {"id": "1", "type": "subscribe", "payload": {"query": SUBSCRIPTION}} | changes


MALFORMED: dict[str, Any] = {
    "array": [],
    "null": "null",
    "number": "5",
    "text": '"subscribe"',
    "no JSON": "{type",
    "not a number": '{"type": "ping", "payload": {"a": NaN}}',
    "nested 50,000 deep": '{"type": "ping", "payload": {"a": ' + "[" * 50_000 + "]" * 50_000 + "}}",
    "half a surrogate pair": '{"type": "ping", "payload": {"a": "\\ud800"}}',
    "binary": json.dumps(subscribe()).encode(),
    "no type": {},
    "type null": {"type": None},
    "type list": {"type": []},
    "unknown type": {"type": "start"},
    "server's type": {"type": "next", "id": "1", "payload": {}},
    "ping with text": {"type": "ping", "payload": "a"},
    "id numeric": subscribe(id=1),
    "id empty": subscribe(id=""),
    "id null": subscribe(id=None),
    "no id": {"type": "subscribe", "payload": {"query": SUBSCRIPTION}},
    "complete without id": {"type": "complete"},
    "payload null": subscribe(payload=None),
    "payload list": subscribe(payload=[]),
    "no query": subscribe(payload={}),
    "no query but extensions": subscribe(payload={"extensions": {"other": 1}}),
    "query numeric": subscribe(payload={"query": 5}),
    "query list": subscribe(payload={"query": [SUBSCRIPTION]}),
    "variables list": subscribe(payload={"query": SUBSCRIPTION, "variables": []}),
    "variables text": subscribe(payload={"query": SUBSCRIPTION, "variables": "{}"}),
    "operation name numeric": subscribe(payload={"query": SUBSCRIPTION, "operationName": 1}),
    "extensions text": subscribe(payload={"query": SUBSCRIPTION, "extensions": "{}"}),
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_a_malformed_frame_closes_with_4400(live: Live, name: str) -> None:
    async with session(live.url, live.token) as client:
        await client.send(MALFORMED[name])
        assert await client.closed() == 4400


NOT_RUN: dict[str, tuple[dict[str, Any], str]] = {
    "unknown operation": ({"query": SUBSCRIPTION, "operationName": "Other"}, "BAD_USER_INPUT"),
    "no operation": ({"query": "fragment f on Dataset { version }"}, "BAD_USER_INPUT"),
    "empty": ({"query": ""}, "BAD_USER_INPUT"),
    "syntax": ({"query": "subscription {"}, "BAD_USER_INPUT"),
    "unknown field": ({"query": "subscription { nothing }"}, "BAD_USER_INPUT"),
    "too complex": (
        {"query": "{ " + " ".join(f"a{n}: dataset {{ version }}" for n in range(31)) + " }"},
        "QUERY_TOO_COMPLEX",
    ),
    "unknown hash": (
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}},
        "PERSISTED_QUERY_NOT_FOUND",
    ),
    "unknown document": ({"documentId": "sha256:" + "0" * 64}, "PERSISTED_QUERY_NOT_FOUND"),
    "no hash": ({"documentId": 5}, "BAD_USER_INPUT"),
}


@pytest.mark.parametrize("name", NOT_RUN)
async def test_what_cannot_be_run_is_answered_with_an_error(live: Live, name: str) -> None:
    payload, code = NOT_RUN[name]
    async with session(live.url, live.token) as client:
        await client.send(subscribe(payload=payload))
        message = await client.receive()
        assert (message["id"], message["type"]) == ("1", "error"), message
        assert [error["extensions"]["code"] for error in message["payload"]] == [code]
        await client.subscribe()  # the id is free again
        assert await client.version() >= 0


async def test_ping_is_answered_and_pong_is_not(live: Live) -> None:
    async with session(live.url, live.token) as client:
        for payload in ({}, {"payload": None}, {"payload": {"a": 1}}):
            await client.send({"type": "pong", **payload})
            await client.send({"type": "ping", **payload})
            assert (await client.receive())["type"] == "pong"


@pytest.mark.parametrize("payload", [{}, {"payload": None}, {"payload": {}}, {"payload": {"Authorization": 5}}])
async def test_without_a_token_nobody_is_let_in(live: Live, payload: dict[str, Any]) -> None:
    async with socket(live.url) as client:
        await client.send({"type": "connection_init", **payload})
        assert await client.closed() == 4403


@pytest.mark.parametrize("scheme", ["Bearer", "Basic", "bearer "])
async def test_a_false_token_is_no_token(live: Live, scheme: str) -> None:
    kid = jwt.get_unverified_header(live.token)["kid"]
    claims = jwt.decode(live.token, options={"verify_signature": False})
    forged = signed(claims, "another-key-of-32-bytes-or-more!", kid)
    async with socket(live.url) as client:
        await client.send({"type": "connection_init", "payload": {"Authorization": f"{scheme} {forged}"}})
        assert await client.closed() == 4403


async def test_an_operation_before_the_acknowledgement_closes_with_4401(live: Live) -> None:
    async with socket(live.url) as client:
        await client.subscribe()
        assert await client.closed() == 4401


async def test_a_second_initialisation_closes_with_4429(live: Live) -> None:
    async with session(live.url, live.token) as client:
        await client.send({"type": "connection_init", "payload": {"Authorization": f"Bearer {live.token}"}})
        assert await client.closed() == 4429


async def test_no_initialisation_in_time_closes_with_4408(live: Live) -> None:
    async with socket(live.url) as client:
        assert await client.closed() == 4408


async def test_an_id_in_use_closes_with_4409(live: Live) -> None:
    async with session(live.url, live.token) as client:
        await client.subscribe()
        await client.version()
        await client.subscribe()
        assert await client.closed() == 4409


@pytest.mark.parametrize("protocols", [["graphql-ws"], ["soap"]])
async def test_other_protocols_close_with_4406(live: Live, protocols: list[str]) -> None:
    async with socket(live.url, *protocols) as client:
        assert client.connection.subprotocol is None
        assert await client.closed() == 4406


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [(None, True), ("{own}", True), (FRIEND, True), ("https://elsewhere.example", False), ("null", False)],
)
async def test_pages_of_other_origins_are_refused(live: Live, origin: str | None, let_in: bool) -> None:
    headers = {} if origin is None else {"origin": origin.format(own=live.url)}
    if let_in:
        async with socket(live.url, additional_headers=headers) as client:
            await client.init(live.token)
        return
    with pytest.raises(InvalidStatus) as refused:
        async with socket(live.url, additional_headers=headers):
            pass
    assert refused.value.response.status_code == 403


async def test_a_hundred_subscriptions_and_no_more(live: Live) -> None:
    async with session(live.url, live.token) as client:
        for number in range(100):
            await client.subscribe(name=str(number))
        answered = {(await client.receive())["id"] for _ in range(100)}
        assert len(answered) == 100
        await client.subscribe(name="100")
        message = await client.receive()
        assert (message["id"], message["type"]) == ("100", "error")
        assert message["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        await client.send({"id": "7", "type": "complete"})
        await client.subscribe(name="101")
        assert (await client.next("101"))["data"]["datasetChanged"]["version"]


async def test_queries_and_mutations_are_answered_once(live: Live) -> None:
    async with session(live.url, live.token) as client:
        await client.subscribe("{ me { email } dataset { version } }")
        payload = await client.next()
        assert payload["data"]["me"]["email"] == "ann@example.com"
        assert payload["extensions"]["receipt"]["datasetVersion"] == payload["data"]["dataset"]["version"]
        assert await client.receive() == {"id": "1", "type": "complete"}
        await client.subscribe('mutation { logout(refreshToken: "unknown") }')
        assert [error["extensions"]["code"] for error in (await client.next())["errors"]] == ["UNAUTHENTICATED"]
        assert await client.receive() == {"id": "1", "type": "complete"}


async def test_variables_that_do_not_fit_are_told_in_the_result(live: Live) -> None:
    async with session(live.url, live.token) as client:
        await client.subscribe("query($n: String!) { order(number: $n) { number } }", variables={"n": 5})
        [error] = (await client.next())["errors"]
        assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_USER_INPUT", "n")


async def test_a_large_message_closes_with_1009(live: Live) -> None:
    async with session(live.url, live.token) as client:
        await client.subscribe("#" + " " * 1024 * 1024)
        assert await client.closed() == 1009


async def test_it_ends_with_the_token_and_with_the_user(live: Live) -> None:
    db = await Database.connect(live.dsn, size=2)
    user = await create(db, "bob@example.com", "Bob", Role.VIEWER, "correct horse battery")
    async with session(live.url, await token_for(db, user.id, SECRET, timedelta(seconds=2))) as client:
        await client.subscribe()
        await client.version()
        begun = time.monotonic()
        assert await client.closed() == 4403
        assert time.monotonic() - begun < 3
    async with session(live.url, await token_for(db, user.id, SECRET)) as client:
        await client.subscribe()
        await client.version()
        begun = time.monotonic()
        await deactivate(db, user.id)
        assert await client.closed() == 4403
        assert time.monotonic() - begun < 1
    await db.close()
