"""The closed door: without a valid token nothing but signing in and out, whatever the schema grows."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType, get_named_type, is_leaf_type
from starlette.applications import Starlette

import schema
from backend.accounts.roles import Role
from backend.accounts.users import create, deactivate
from schema.guard import OPEN_MUTATIONS
from tests.accounts.forging import key_of, signed
from tests.app.conftest import EMAIL, LOGIN, PASSWORD, SECRET, Client

pytestmark = pytest.mark.anyio

ME = "{ me { id email name role verified active countries createdAt } }"


def literal(field: GraphQLField) -> str:
    """Required arguments, as text where text fits; the refusal comes before anybody looks at them."""
    required = [name for name, argument in field.args.items() if isinstance(argument.type, GraphQLNonNull)]
    arguments = ", ".join(f'{name}: "1"' for name in required)
    return f"({arguments})" if required else ""


def documents() -> Iterator[tuple[str, str]]:
    """Each root field of the served schema, called in short."""
    built = schema.build()._schema
    roots = {"query": built.query_type, "mutation": built.mutation_type, "subscription": built.subscription_type}
    for operation, root in roots.items():
        if root is None:
            continue
        assert isinstance(root, GraphQLObjectType)
        for name, field in root.fields.items():
            below = "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
            yield name, f"{operation} {{ {name}{literal(field)}{below} }}"


CLOSED = [document for name, document in documents() if name not in OPEN_MUTATIONS] + [
    "{ __typename }",
    "mutation { __typename }",
    "{ __schema { queryType { name } } }",
    '{ __type(name: "User") { fields { name } } }',
    "query { ...all } fragment all on Query { dataset { version } }",
    "query { ... { dataset { version } } }",
    'mutation { login(email: "a", password: "b") { accessToken } __schema { queryType { name } } }',
    'mutation L { login(email: "a", password: "b") { accessToken } } query Q { dataset { version } }',
    "{ noSuchField }",
    "query { login }",
]


def test_exactly_these_fields_are_open() -> None:
    assert {name for name, _ in documents()} >= OPEN_MUTATIONS
    recovery = {"register", "verifyEmail", "requestPasswordReset", "resetPassword"}
    assert {"login", "refresh", "logout"} | recovery == OPEN_MUTATIONS


@pytest.mark.parametrize("document", CLOSED)
async def test_without_a_token_every_other_field_is_closed(visitor: Client, document: str) -> None:
    body, answer = await visitor.ask(document, Accept="application/graphql-response+json")
    if "subscription" in document:
        assert answer.status_code == 400
        return
    assert [error["extensions"]["code"] for error in body["errors"]] == ["UNAUTHENTICATED"]
    assert "data" not in body
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


FALSE: dict[str, Callable[[dict[str, Any], str], str]] = {
    "alg none": lambda claims, kid: jwt.encode(claims, None, algorithm="none", headers={"kid": kid}),
    "forged": lambda claims, kid: signed(claims, "another-key-of-32-bytes-or-more!", kid),
    "the secret itself": lambda claims, kid: jwt.encode(claims, SECRET, algorithm="HS256", headers={"kid": kid}),
    "unknown key": lambda claims, _kid: signed(claims, SECRET, "0123456789abcdef"),
    "no key": lambda claims, kid: jwt.encode(claims, key_of(SECRET, kid), algorithm="HS256"),
    "expired": lambda claims, kid: signed(claims | {"exp": datetime.now(UTC) - timedelta(minutes=1)}, SECRET, kid),
    "wrong audience": lambda claims, kid: signed(claims | {"aud": "billing"}, SECRET, kid),
    "wrong issuer": lambda claims, kid: signed(claims | {"iss": "someone"}, SECRET, kid),
    "other algorithm": lambda claims, kid: jwt.encode(
        claims, key_of(SECRET, kid) * 2, algorithm="HS512", headers={"kid": kid}
    ),
    "session gone": lambda claims, kid: signed(claims | {"sid": str(uuid4())}, SECRET, kid),
    "no token": lambda _claims, _kid: "",
    "no JWT": lambda _claims, _kid: "abc",
}


@pytest.mark.parametrize("name", FALSE)
@pytest.mark.parametrize("document", [ME, "{ dataset { version } }", "{ __schema { queryType { name } } }"])
async def test_a_false_token_is_no_token(visitor: Client, token: str, name: str, document: str) -> None:
    """Each differs in one point from one that is good: Ann's, in a session that still runs."""
    kid = jwt.get_unverified_header(token)["kid"]
    claims = jwt.decode(token, options={"verify_signature": False})
    good, false = signed(claims, SECRET, kid), FALSE[name](claims, kid)
    assert (await visitor.ask(ME, Authorization=f"Bearer {good}"))[0]["data"]["me"]["name"] == "Ann"
    assert await visitor.codes(document, Authorization=f"Bearer {false}") == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("header", ["Basic YW5uOmI=", "Bearer", "bearer  ", "{token}", "Token {token}"])
async def test_another_scheme_is_no_token(visitor: Client, token: str, header: str) -> None:
    assert await visitor.codes(ME, Authorization=header.format(token=token)) == ["UNAUTHENTICATED"]


async def test_a_token_in_the_address_is_no_token(visitor: Client, token: str) -> None:
    answer = await visitor.get("/graphql", params={"query": ME, "access_token": token, "Authorization": token})
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_signing_in_works_beside_a_stale_token(visitor: Client) -> None:
    body, _ = await visitor.ask(LOGIN, {"email": EMAIL, "password": PASSWORD}, Authorization="Bearer stale")
    assert body["data"]["login"]["user"] == {"email": EMAIL, "role": "ANALYST"}


async def test_an_anonymous_mistake_is_told_without_names_of_the_schema(visitor: Client, client: Client) -> None:
    document = 'mutation { login(email: "a", password: "b") { accesToken } }'
    for who, suggests in ((visitor, False), (client, True)):
        body, _ = await who.ask(document)
        assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        assert ("accessToken" in body["errors"][0]["message"]) is suggests


async def test_me_is_the_user_of_the_token(client: Client) -> None:
    body, answer = await client.ask(ME)
    me = body["data"]["me"]
    assert (me["email"], me["name"], me["role"]) == (EMAIL, "Ann", "ANALYST")
    assert (me["verified"], me["active"], me["countries"]) == (True, True, None)
    assert answer.headers["cache-control"] == "no-store"


async def test_a_session_is_renewed_and_ended(visitor: Client) -> None:
    body, _ = await visitor.ask(LOGIN, {"email": EMAIL, "password": PASSWORD})
    first = body["data"]["login"]
    refresh = "mutation($token: String!) { refresh(refreshToken: $token) { accessToken refreshToken } }"
    logout = "mutation($token: String!) { logout(refreshToken: $token) }"
    body, _ = await visitor.ask(refresh, {"token": first["refreshToken"]})
    second = body["data"]["refresh"]
    assert (await visitor.ask(ME, Authorization=f"Bearer {second['accessToken']}"))[0]["data"]["me"]["email"] == EMAIL
    assert (await visitor.ask(logout, {"token": second["refreshToken"]}))[0]["data"] == {"logout": True}
    for document in (refresh, logout):
        for old in (first["refreshToken"], second["refreshToken"], "unknown", ""):
            assert await visitor.codes(document, {"token": old}) == ["UNAUTHENTICATED"]


async def test_a_deactivated_user_is_out_with_the_next_request(app: Starlette, visitor: Client) -> None:
    user = await create(app.state.db, "bob@example.com", "Bob", Role.VIEWER, PASSWORD)
    body, _ = await visitor.ask(LOGIN, {"email": "bob@example.com", "password": PASSWORD})
    bearer = f"Bearer {body['data']['login']['accessToken']}"
    assert (await visitor.ask(ME, Authorization=bearer))[0]["data"]["me"]["name"] == "Bob"
    await deactivate(app.state.db, user.id)
    assert await visitor.codes(ME, Authorization=bearer) == ["UNAUTHENTICATED"]
