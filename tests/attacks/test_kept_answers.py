"""Answers meant for others: kept ones, conditional ones, documents known by their hash."""

import asyncio
import hashlib
from typing import Any

import httpx
import pytest

from backend.accounts.roles import Role
from tests.attacks.door import OTHER_COUNTRY, OWN_COUNTRY, Door, told
from tests.attacks.test_rights import SET_COUNTRIES, added

KPIS = "query Kept { sales { kpis { revenue countries } byCountry { country } } }"


def test_an_answer_kept_for_one_user_is_not_given_to_another_with_fewer_rights(door: Door) -> None:
    for _ in range(3):
        assert OTHER_COUNTRY in told(door.ask(KPIS, "viewer"))
        assert OTHER_COUNTRY not in told(door.ask(KPIS, "limited"))


def test_a_byte_for_byte_repetition_heeds_new_rights(door: Door) -> None:
    user_id, bearer = added(door, "shrinking", Role.VIEWER)
    for _ in range(3):
        assert OTHER_COUNTRY in door.post(KPIS, headers=bearer).text
    assert not door.codes(SET_COUNTRIES, "admin", id=user_id, to=[OWN_COUNTRY])
    assert OTHER_COUNTRY not in door.post(KPIS, headers=bearer).text


def test_a_byte_for_byte_repetition_heeds_deactivation(door: Door) -> None:
    user_id, bearer = added(door, "leaving", Role.VIEWER)
    for _ in range(3):
        assert door.post(KPIS, headers=bearer).json()["data"]
    assert not door.codes("mutation ($id: ID!) { deactivateUser(userId: $id) { active } }", "admin", id=user_id)
    assert door.post(KPIS, headers=bearer).json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_the_tag_of_another_users_answer_confirms_nothing(door: Door) -> None:
    tag = door.post(KPIS, "viewer").headers["etag"]
    assert door.post(KPIS, "viewer", headers={"If-None-Match": tag}).status_code == 304
    answer = door.post(KPIS, "limited", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["etag"] == tag) == (200, False)
    assert door.post(KPIS, headers={"If-None-Match": tag}).status_code != 304


def test_no_cache_on_the_way_may_keep_an_answer(door: Door) -> None:
    for who in ("viewer", "anonymous"):
        headers = door.post(KPIS, who).headers
        assert headers["cache-control"] == "no-store"
        assert "Authorization" in headers["vary"]


def persisted(door: Door, who: str, digest: str, query: str | None = None) -> dict[str, Any]:
    body: dict[str, Any] = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}}
    if query is not None:
        body["query"] = query
    answer: dict[str, Any] = httpx.post(f"{door.url}/graphql", json=body, headers=door.bearer(who), timeout=30).json()
    return answer


def test_a_document_cannot_be_registered_under_another_ones_hash(door: Door) -> None:
    wanted = "{ dataset { orders lines } }"
    digest = hashlib.sha256(wanted.encode()).hexdigest()
    poisoned = persisted(door, "viewer", digest, "{ dataset { version } }")
    assert poisoned["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert persisted(door, "viewer", digest)["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    assert persisted(door, "viewer", digest, wanted)["data"]["dataset"]["lines"]


def test_a_document_known_by_its_hash_is_closed_to_visitors_too(door: Door) -> None:
    text = "{ dataset { version lines } }"
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert persisted(door, "viewer", digest, text)["data"]
    assert persisted(door, "anonymous", digest)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_a_visitors_documents_are_not_kept(door: Door) -> None:
    text = "{ dataset { version currency } }"
    digest = hashlib.sha256(text.encode()).hexdigest()
    persisted(door, "anonymous", digest, text)
    assert persisted(door, "viewer", digest)["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.anyio
async def test_questions_asked_at_once_do_not_mix_their_rights(door: Door) -> None:
    text = "{ sales { byCountry { country } kpis { revenue } } dataset { countries } }"
    for who in ("viewer", "limited"):
        await asyncio.to_thread(door.token, who)
    asked = ["viewer", "limited"] * 10
    answers = await asyncio.gather(*(asyncio.to_thread(door.ask, text, who) for who in asked))
    for who, answer in zip(asked, answers, strict=True):
        assert (OTHER_COUNTRY in told(answer["data"])) is (who == "viewer")
