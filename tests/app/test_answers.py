"""Answers that are kept: for whom, for how long, within which memory, and never older than what was committed."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from starlette.applications import Starlette

from backend.accounts.identity import Identity
from backend.accounts.roles import Role
from backend.accounts.users import User, create, deactivate
from backend.app.answers import ROOTS, Answer, Answers, key_of
from backend.app.application import create_app
from backend.db import Database
from tests.accounts.forging import token_for
from tests.app.conftest import PASSWORD, SECRET, Client, settings

pytestmark = pytest.mark.anyio

ASKED = "query Q($filter: SalesFilter) { dataset { version } sales(filter: $filter) { kpis { orders } } }"
OTHER_TEXT = ASKED.replace("{ orders }", "{  orders }")
HIT, STORED, MISS, BYPASS = "sales; hit", "sales; fwd=miss; stored", "sales; fwd=miss", "sales; fwd=bypass"
BUMP = "update dataset set version = version + 1, loaded_at = clock_timestamp()"


@pytest.fixture
async def keeping(accounts_dsn: str, tmp_path: Path) -> AsyncIterator[Starlette]:
    """An application of its own, so that nothing is kept yet; the data set's row is put back afterwards."""
    app = create_app(settings(tmp_path), accounts_dsn, dashboard=False)
    async with app.router.lifespan_context(app):
        before = await app.state.db.row("select version, loaded_at from dataset")
        yield app
        await app.state.db.execute("update dataset set version = $1, loaded_at = $2", *before)
        await app.state.db.execute("delete from users where email like '%@kept.example'")


async def user_of(app: Starlette, name: str, role: Role = Role.VIEWER) -> User:
    db: Database = app.state.db
    return await create(db, f"{name}@kept.example", name, role, PASSWORD)


@asynccontextmanager
async def client_of(app: Starlette, user: User, *, seconds: float = 60) -> AsyncIterator[Client]:
    token = await token_for(app.state.db, user.id, SECRET, timedelta(seconds=seconds))
    async with Client(app, Authorization=f"Bearer {token}") as client:
        yield client


async def status_of(client: Client, query: str, variables: dict[str, Any] | None = None, **headers: str) -> str:
    """How the answer came about, as Cache-Status tells it."""
    body, answer = await client.ask(query, variables, **headers)
    assert "errors" not in body, body
    return answer.headers["cache-status"]


async def test_the_same_question_has_the_same_bytes(keeping: Starlette) -> None:
    async with client_of(keeping, await user_of(keeping, "ann")) as ann:
        answers = [await ann.ask(ASKED) for _ in range(3)]
    assert [answer.headers["cache-status"] for _, answer in answers] == [STORED, HIT, HIT]
    assert len({answer.content for _, answer in answers}) == 1
    assert len({answer.headers["etag"] for _, answer in answers}) == 1
    assert {answer.headers["x-cost-remaining"] for _, answer in answers} == {"988"}
    assert answers[0][0]["extensions"]["cost"] == {"requested": 12, "limit": 1000}
    assert len({answer.headers["x-request-id"] for _, answer in answers}) == 3
    assert {answer.headers["cache-control"] for _, answer in answers} == {"no-store"}


async def test_what_is_asked_otherwise_is_another_question(keeping: Starlette) -> None:
    async with client_of(keeping, await user_of(keeping, "ann")) as ann:
        assert await status_of(ann, ASKED, {"filter": None}) == STORED
        assert await status_of(ann, ASKED, {"filter": {"productKind": "SERVICE"}}) == STORED
        assert await status_of(ann, ASKED, {"filter": {"productKind": "SERVICE", "to": None}}) == STORED
        assert await status_of(ann, ASKED, {"filter": {"to": None, "productKind": "SERVICE"}}) == HIT
        assert await status_of(ann, OTHER_TEXT, {"filter": None}) == STORED
        named = await ann.post("/graphql", json={"query": ASKED, "operationName": "Q", "variables": {"filter": None}})
        assert named.headers["cache-status"] == STORED


async def test_another_user_of_the_same_rights_shares_answers_and_no_other(keeping: Starlette) -> None:
    ann, bob = await user_of(keeping, "ann"), await user_of(keeping, "bob")
    eve, dan = await user_of(keeping, "eve", Role.ANALYST), await user_of(keeping, "dan")
    await keeping.state.db.execute("update users set countries = '{France}' where user_id = $1", dan.id)
    statuses = []
    for user in (ann, bob, eve, dan):
        async with client_of(keeping, user) as client:
            statuses.append(await status_of(client, ASKED))
    assert statuses == [STORED, HIT, STORED, STORED]


@pytest.mark.parametrize(
    "document",
    [
        "{ me { email } }",
        "{ dataset { version } me { email } }",
        "{ ...Both } fragment Both on Query { dataset { version } ... { me { email } } }",
        "{ loads(first: 1) { totalCount } }",
        "{ sales { forecastRecord { horizon } } }",
        "{ __typename }",
        "{ dataset { version } __schema { queryType { name } } }",
    ],
)
async def test_what_asks_anything_else_is_never_kept(keeping: Starlette, document: str) -> None:
    async with client_of(keeping, await user_of(keeping, "ann", Role.ADMIN)) as ann:
        for _ in range(2):
            assert await status_of(ann, document) == BYPASS


async def test_fragments_and_aliases_of_kept_roots_are_kept(keeping: Starlette) -> None:
    assert {"sales", "dataset", "customer", "product", "order"} == ROOTS
    document = '{ a: dataset { version } ...B } fragment B on Query { ... { product(code: "x") { name } } }'
    async with client_of(keeping, await user_of(keeping, "ann")) as ann:
        assert [await status_of(ann, document) for _ in range(2)] == [STORED, HIT]


async def test_errors_are_never_kept(keeping: Starlette) -> None:
    async with client_of(keeping, await user_of(keeping, "ann")) as ann:
        for _ in range(2):
            body, answer = await ann.ask(ASKED, {"filter": {"countries": []}})
            assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
            assert answer.headers["cache-status"] == BYPASS
            assert "etag" not in answer.headers


async def test_a_change_of_the_data_set_makes_old_answers_unreachable(keeping: Starlette) -> None:
    async with client_of(keeping, await user_of(keeping, "ann")) as ann:
        before, first = await ann.ask(ASKED)
        await keeping.state.db.execute(BUMP)
        after, second = await ann.ask(ASKED)
        assert await status_of(ann, ASKED) == HIT
    assert int(after["data"]["dataset"]["version"]) == int(before["data"]["dataset"]["version"]) + 1
    assert second.headers["cache-status"] == STORED
    assert second.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_who_has_the_answer_is_told_so_without_it(keeping: Starlette, method: str) -> None:
    async with client_of(keeping, await user_of(keeping, "ann")) as ann:

        async def ask(tags: str | None = None) -> httpx.Response:
            headers = {} if tags is None else {"If-None-Match": tags}
            asked = {"params": {"query": ASKED}} if method == "GET" else {"json": {"query": ASKED}}
            return await ann.request(method, "/graphql", headers=headers, **asked)  # type: ignore[arg-type]

        first = await ask()
        tag = first.headers["etag"]
        assert tag.startswith('W/"')
        for tags in (tag, f'W/"other", {tag}'):
            known = await ask(tags)
            assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", tag)
        assert (await ask('W/"other"')).content == first.content
        await keeping.state.db.execute(BUMP)
        assert (await ask(tag)).status_code == 200


async def test_a_deactivated_user_gets_no_kept_answer(keeping: Starlette) -> None:
    ann = await user_of(keeping, "ann")
    async with client_of(keeping, ann) as client:
        assert [await status_of(client, ASKED) for _ in range(3)] == [STORED, HIT, HIT]
        await deactivate(keeping.state.db, ann.id)
        assert await client.codes(ASKED) == ["UNAUTHENTICATED"]


async def test_an_expired_token_gets_no_kept_answer(keeping: Starlette) -> None:
    async with client_of(keeping, await user_of(keeping, "ann"), seconds=1) as client:
        assert [await status_of(client, ASKED) for _ in range(2)] == [STORED, HIT]
        await asyncio.sleep(1.1)
        assert await client.codes(ASKED) == ["UNAUTHENTICATED"]


async def test_other_rights_take_effect_with_the_next_request(keeping: Starlette) -> None:
    ann = await user_of(keeping, "ann")
    async with client_of(keeping, ann) as client:
        assert [await status_of(client, ASKED) for _ in range(2)] == [STORED, HIT]
        await keeping.state.db.execute("update users set countries = '{France}' where user_id = $1", ann.id)
        assert [await status_of(client, ASKED) for _ in range(2)] == [STORED, HIT]
        await keeping.state.db.execute("update users set role = 'ADMIN' where user_id = $1", ann.id)
        assert await status_of(client, ASKED) == STORED


async def test_a_visitor_gets_no_kept_answer(keeping: Starlette) -> None:
    async with client_of(keeping, await user_of(keeping, "ann")) as ann, Client(keeping) as visitor:
        assert await status_of(ann, ASKED) == STORED
        assert await visitor.codes(ASKED) == ["UNAUTHENTICATED"]
        assert await visitor.codes(ASKED, Authorization="Bearer x") == ["UNAUTHENTICATED"]


async def test_the_media_type_is_asked_for_each_time(keeping: Starlette) -> None:
    async with client_of(keeping, await user_of(keeping, "ann")) as ann:
        for media_type in ("application/json", "application/graphql-response+json") * 2:
            _, answer = await ann.ask(ASKED, Accept=media_type)
            assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
        refused = await ann.post("/graphql", json={"query": ASKED}, headers={"Accept": "text/html"})
        assert refused.status_code == 406


async def test_memory_is_bounded_and_the_oldest_go_first(keeping: Starlette) -> None:
    ann = Identity(uuid4(), user=await user_of(keeping, "ann"))
    answers, state = Answers(100_000, ""), (1, None)
    keys = [key_of(ann, ASKED, None, {"n": n}) for n in range(100)]
    for key in keys:
        assert key is not None
        assert answers.keep(state, key, Answer(bytes(5000), "", 0))
    found = [key for key in keys if key is not None and answers.find(state, key)]
    assert found == keys[-len(found) :]
    assert 10 <= len(found) <= 20
    assert answers.find((2, None), keys[-1]) is None  # type: ignore[arg-type]
    huge = key_of(ann, ASKED, "huge", None)
    assert huge is not None
    assert not answers.keep(state, huge, Answer(bytes(100_000), "", 0))
    assert answers.find(state, huge) is None
    assert key_of(ann, ASKED, None, {"n": 2**70}) is None


async def test_without_memory_nothing_is_kept_or_said_to_be(
    accounts_dsn: str, keeping: Starlette, tmp_path: Path
) -> None:
    app = create_app(settings(tmp_path, SALES_ANSWER_CACHE_MB=0), accounts_dsn, dashboard=False)
    async with app.router.lifespan_context(app), client_of(app, await user_of(keeping, "ann")) as ann:
        answers = [(await ann.ask(ASKED))[1] for _ in range(3)]
        assert [answer.headers["cache-status"] for answer in answers] == [MISS] * 3
        known = await ann.post("/graphql", json={"query": ASKED}, headers={"If-None-Match": answers[0].headers["etag"]})
        assert (known.status_code, known.headers["cache-status"]) == (304, MISS)


async def test_of_answers_made_at_once_one_is_kept(keeping: Starlette) -> None:
    ann = await user_of(keeping, "ann")
    async with client_of(keeping, ann) as one, client_of(keeping, ann) as other:
        statuses = await asyncio.gather(*(status_of(client, ASKED) for client in (one, other)))
        assert sorted(statuses) == [MISS, STORED]
        assert [await status_of(client, ASKED) for client in (one, other)] == [HIT, HIT]


async def test_a_key_tells_apart_what_json_tells_apart() -> None:
    user = User(UUID(int=1), "a@b.de", "A", Role.ADMIN, True, True, None, None)  # type: ignore[arg-type]
    ann = Identity(uuid4(), user=user)
    written = [None, {"a": 1}, {"a": 1.0}, {"a": "1"}, {"a": True}, {"a": None}, {"a": [1]}, {"a": {"b": 1}}]
    assert len({key_of(ann, "q", None, json.loads(json.dumps(each))) for each in written}) == len(written)
    assert key_of(ann, "q", None, {}) == key_of(ann, "q", None, None)
