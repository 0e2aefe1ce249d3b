"""Doing more than one may: other roles' mutations, other people's things, rights given to oneself."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

import schema
from backend.accounts import api_keys
from backend.accounts.roles import Role
from backend.accounts.users import create, set_countries
from backend.db import Database
from tests.app.websocket_client import socket
from tests.attacks.arguments import NOBODY, call, roots
from tests.attacks.door import KINDS, OTHER_COUNTRY, OWN_COUNTRY, PASSWORD, Door

USERS = "{ users(first: 200) { edges { node { id email role active countries } } } apiKeys { totalCount } }"
SET_ROLE = "mutation ($id: ID!, $role: Role!) { setRole(userId: $id, role: $role) { role } }"
SET_COUNTRIES = "mutation ($id: ID!, $to: [String!]) { setCountries(userId: $id, countries: $to) { id } }"
KPIS = "{ sales { kpis { revenue countries } } }"


def added(door: Door, name: str, role: Role, countries: list[str] | None = None) -> tuple[str, dict[str, str]]:
    """A new user's id, and the header by which they are let in."""

    async def add() -> str:
        db = await Database.connect(door.dsn, size=1)
        user = await create(db, f"{name}@example.com", name.title(), role, PASSWORD)
        if countries is not None:
            await set_countries(db, user.id, countries)
        await db.close()
        return str(user.id)

    user_id = asyncio.run(add())
    token = door.login(f"{name}@example.com").json()["data"]["login"]["accessToken"]
    return user_id, {"Authorization": f"Bearer {token}"}


def keyed(door: Door, role: Role, **limits: list[str]) -> dict[str, str]:
    """The header of a new API key."""

    async def add() -> str:
        db = await Database.connect(door.dsn, size=1)
        creator = await db.value("select user_id from users where email = 'admin@example.com'")
        _, secret = await api_keys.create(db, "attacker", role, created_by=creator, **limits)
        await db.close()
        return secret

    return {"Authorization": f"Bearer {asyncio.run(add())}"}


def codes(answer: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in answer.json().get("errors", [])]


def administration() -> Iterator[tuple[str, str]]:
    """Each mutation that names a user, called at a real one."""
    for operation, name, field in roots(schema.build()._schema):
        if operation == "mutation" and "userId" in field.args:
            yield name, call(name, field)


@pytest.mark.parametrize("who", ["anonymous", "viewer", "analyst", "limited", "key"])
def test_no_mutation_changes_a_user_for_who_is_no_administrator(door: Door, who: str) -> None:
    before = door.ask(USERS, "admin")["data"]
    for name, text in administration():
        for user_id in door.ids.values():
            document = f"mutation {{ {text.replace(NOBODY, user_id)} }}".replace("role: ADMIN", "role: VIEWER")
            assert door.codes(document, who)[0] in {"FORBIDDEN", "UNAUTHENTICATED"}, name
    assert door.ask(USERS, "admin")["data"] == before


def test_nobody_makes_themselves_an_administrator(door: Door) -> None:
    for who in KINDS.keys() - {"admin"}:
        assert door.codes(SET_ROLE, who, id=door.ids[who], role="ADMIN") == ["FORBIDDEN"]


def test_an_administrator_of_some_countries_cannot_lift_the_limit(door: Door) -> None:
    user_id, bearer = added(door, "regional-admin", Role.ADMIN, [OWN_COUNTRY])
    for document in (SET_COUNTRIES, USERS, "{ auditLog { totalCount } }"):
        assert set(codes(door.post(document, headers=bearer, id=user_id))) == {"FORBIDDEN"}
    make = 'mutation { createApiKey(name: "x", role: ADMIN) { secret } }'
    assert codes(door.post(make, headers=bearer)) == ["FORBIDDEN"]


def test_an_analyst_of_some_countries_can_neither_load_nor_record_nor_upload(door: Door) -> None:
    _, bearer = added(door, "regional-analyst", Role.ANALYST, [OWN_COUNTRY])
    for operation, name, field in roots(schema.build()._schema):
        if name in {"undoLoad", "previewUpload", "loadUpload", "recordOrders", "loads"}:
            assert codes(door.post(f"{operation} {{ {call(name, field)} }}", headers=bearer)) == ["FORBIDDEN"], name
    answer = httpx.post(f"{door.url}/upload?name=a.csv", content=b"a,b\n", headers=bearer)
    assert answer.status_code == 403


def test_a_key_of_an_administrator_manages_no_accounts(door: Door) -> None:
    bearer = keyed(door, Role.ADMIN)
    assert door.post(USERS, headers=bearer).json()["data"]["users"]["edges"]
    make = 'mutation { createApiKey(name: "heir", role: ADMIN) { secret } }'
    assert codes(door.post(make, headers=bearer)) == ["FORBIDDEN"]
    assert codes(door.post(SET_ROLE, headers=bearer, id=door.ids["viewer"], role="ADMIN")) == ["FORBIDDEN"]


@pytest.mark.parametrize(
    "document",
    [
        "{ dataset { version } }",
        "{ sales: dataset { version } }",
        "{ ...all } fragment all on Query { dataset { version } }",
        "{ ... on Query { ... { dataset { version } } } }",
        "query A { sales { kpis { orders } } } query B { dataset { version } }",
        "{ __schema { queryType { name } } }",
        "{ sales { kpis { orders } } loads { totalCount } }",
    ],
)
def test_a_key_for_one_operation_asks_no_other_in_disguise(door: Door, document: str) -> None:
    bearer = keyed(door, Role.ADMIN, operations=["sales"])
    assert door.post(KPIS, headers=bearer).json()["data"]["sales"]
    assert codes(door.post(document, headers=bearer)) == ["FORBIDDEN"]


def test_a_key_of_some_countries_is_limited_as_a_user_is(door: Door) -> None:
    bearer = keyed(door, Role.ANALYST, countries=[OWN_COUNTRY])
    answer = door.post('{ dataset { countries } order(number: "1002") { number } }', headers=bearer).json()["data"]
    assert answer == {"dataset": {"countries": [OWN_COUNTRY]}, "order": None}
    assert codes(door.post("{ loads { totalCount } }", headers=bearer)) == ["FORBIDDEN"]


@pytest.mark.parametrize(
    "document",
    [
        'mutation { register(input: {email: "m@example.com", name: "M", password: "x", role: ADMIN}) }',
        'mutation { updateProfile(name: "M", role: ADMIN) { role } }',
        'mutation { updateProfile(name: "M", verified: true) { role } }',
        'mutation { changePassword(current: "a", new: "b", userId: "1") { expiresIn } }',
    ],
)
def test_fields_that_are_not_offered_are_not_taken(door: Door, document: str) -> None:
    assert set(door.codes(document, "viewer")) == {"BAD_USER_INPUT"}


def test_extra_fields_in_variables_are_not_taken(door: Door) -> None:
    text = "mutation ($input: RegisterInput!) { register(input: $input) }"
    given = {"email": "m@example.com", "name": "M", "password": PASSWORD, "role": "ADMIN"}
    assert door.codes(text, "anonymous", input=given) == ["BAD_USER_INPUT"]


def test_a_role_taken_away_counts_for_tokens_that_still_name_it(door: Door) -> None:
    user_id, bearer = added(door, "demoted", Role.ADMIN)
    assert not codes(door.post(USERS, headers=bearer))
    assert not door.codes(SET_ROLE, "admin", id=user_id, role="VIEWER")
    assert set(codes(door.post(USERS, headers=bearer))) == {"FORBIDDEN"}


@pytest.mark.anyio
async def test_an_open_websocket_ends_when_rights_are_taken_away(door: Door) -> None:
    user_id, bearer = await asyncio.to_thread(added, door, "listener", Role.VIEWER)
    async with socket(door.url) as opened:
        await opened.init(bearer["Authorization"].removeprefix("Bearer "))
        await opened.subscribe("subscription { datasetChanged { countries } }")
        assert OTHER_COUNTRY in (await opened.next())["data"]["datasetChanged"]["countries"]
        await asyncio.to_thread(door.ask, SET_COUNTRIES, "admin", id=user_id, to=[OWN_COUNTRY])
        async with asyncio.timeout(5):
            assert await opened.closed() == 4403


@pytest.mark.parametrize("way", ["mutation", "GET", "DELETE"])
def test_an_upload_is_its_owners_alone(door: Door, way: str) -> None:
    sent = httpx.post(f"{door.url}/upload?name=a.csv", content=b"a,b\n1,2\n", headers=door.bearer("analyst"))
    upload_id = sent.json()["uploadId"]
    if way == "mutation":
        text = "mutation ($id: ID!) { previewUpload(uploadId: $id) { rowsRead } }"
        assert door.codes(text, "admin", id=upload_id) == ["NOT_FOUND"]
    else:
        answer = httpx.request(way, f"{door.url}/upload/{upload_id}", headers=door.bearer("admin"))
        assert answer.status_code == 404
    assert httpx.get(f"{door.url}/upload/{upload_id}", headers=door.bearer("analyst")).status_code == 200


def test_a_cursor_of_another_users_list_opens_nothing(door: Door) -> None:
    text = "query ($after: String) { sales { orders(first: 1, after: $after) { totalCount pageInfo { endCursor } } } }"
    cursor = door.ask(text, "admin")["data"]["sales"]["orders"]["pageInfo"]["endCursor"]
    assert door.codes(text, "limited", after=cursor) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("field", ['order(number: "1002")', 'customer(id: "8")', 'product(code: "B2")'])
def test_what_is_in_other_countries_does_not_exist(door: Door, field: str) -> None:
    assert door.ask(f"{{ it: {field} {{ __typename }} }}", "limited")["data"] == {"it": None}
    assert door.ask(f"{{ it: {field} {{ __typename }} }}", "viewer")["data"]["it"]


def test_a_receipt_tells_nothing_of_other_countries(door: Door) -> None:
    answer = door.ask("{ sales { orders { totalCount } } dataset { orders } }", "limited")
    assert OTHER_COUNTRY not in str(answer)
    assert answer["data"] == {"sales": {"orders": {"totalCount": 1}}, "dataset": {"orders": 1}}
