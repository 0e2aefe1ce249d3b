"""Who is not signed in learns nothing; sessions begin, renew and end."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from graphql import (
    GraphQLField,
    GraphQLNonNull,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
)

from tests.accounts import forging
from tests.api.client import LOGIN, GraphQLClient
from tests.api.server import Server
from tests.oracle.paths import ROOT

SDL = ROOT / "schema" / "schema.graphql"
ME = "{ me { email role } }"
REFRESH = "mutation($token: String!) { refresh(refreshToken: $token) { accessToken refreshToken expiresIn } }"
LOGOUT = "mutation($token: String!) { logout(refreshToken: $token) }"
INTROSPECTION = ("{ __typename }", "{ __schema { types { name } } }", '{ __type(name: "Query") { name } }')
OTHER_SECRET = "another secret of at least thirty-two characters"


def value(kind: Any) -> str:
    """Any literal of the input type."""
    inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if is_list_type(inner):
        return f"[{value(inner.of_type)}]"
    if is_enum_type(inner):
        return next(iter(inner.values))
    return {"Int": "1", "Float": "0.5", "Boolean": "true"}.get(inner.name, '"1"')


def selection(kind: Any) -> str:
    """The first leaf below the type."""
    named = get_named_type(kind)
    if is_leaf_type(named):
        return ""
    fields = named.fields.items()
    name, field = min(fields, key=lambda item: (not is_leaf_type(get_named_type(item[1].type)), len(item[1].args)))
    return f" {{ {name}{selection(field.type)} }}"


def call(name: str, field: GraphQLField) -> str:
    """The field with its required arguments, in short."""
    required = {key: argument for key, argument in field.args.items() if isinstance(argument.type, GraphQLNonNull)}
    arguments = ", ".join(f"{key}: {value(argument.type)}" for key, argument in required.items())
    return f"{name}{f'({arguments})' if arguments else ''}{selection(field.type)}"


def documents() -> Iterator[str]:
    """One query for each root field, one for each field of `sales`."""
    schema: GraphQLSchema = build_schema(Path(SDL).read_text())
    assert schema.query_type
    for name, field in schema.query_type.fields.items():
        yield f"{{ {call(name, field)} }}"
    for name, field in schema.type_map["Sales"].fields.items():  # type: ignore[attr-defined]
        yield f"{{ sales {{ {call(name, field)} }} }}"
    yield from INTROSPECTION


def signed(claims: dict[str, Any], header: dict[str, Any], key: str = OTHER_SECRET) -> str:
    return jwt.encode(claims, key, algorithm=header["alg"], headers={k: v for k, v in header.items() if k != "alg"})


def false_tokens(token: str, server: Server) -> dict[str, str]:
    """Tokens that are almost right: each differs from a genuine one in a single point."""
    header, claims = jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})
    head, body, signature = token.split(".")
    swapped = signature[:-5] + ("A" if signature[-5] != "A" else "B") + signature[-4:]
    hmac = {"alg": "HS256"}
    return {
        "forged": signed(claims, hmac | {k: v for k, v in header.items() if k == "kid"}),
        "expired and forged": signed(claims | {"exp": int(time.time()) - 60}, hmac),
        "alg none": jwt.encode(claims, None, algorithm="none"),  # type: ignore[arg-type]
        "alg none with the signature": f"{jwt.encode(claims, None, algorithm='none').rstrip('.')}.{signature}",  # type: ignore[arg-type]
        "altered signature": f"{head}.{body}.{swapped}",
        "no signature": f"{head}.{body}.",
        "two parts": f"{head}.{body}",
        "not a token": "abc",
        "the password": server.password,
    }


FALSE_TOKENS = (
    "forged",
    "expired and forged",
    "alg none",
    "alg none with the signature",
    "altered signature",
    "no signature",
    "two parts",
    "not a token",
    "the password",
)


@pytest.fixture
def visitor(odd_server: Server) -> Iterator[GraphQLClient]:
    """A client that is not signed in."""
    client = GraphQLClient(odd_server.url)
    yield client
    client.close()


@pytest.fixture
def session(visitor: GraphQLClient, odd_server: Server) -> dict[str, Any]:
    """A fresh session of the visitor, who is signed in by it."""
    return visitor.login(odd_server.email, odd_server.password)


def assert_turned_away(client: GraphQLClient, document: str, variables: dict[str, Any] | None = None) -> None:
    answer = client.post(document, variables).json()
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"UNAUTHENTICATED"}, answer
    assert not any((answer.get("data") or {}).values())


@pytest.mark.parametrize("document", list(documents()))
def test_nothing_without_a_token(visitor: GraphQLClient, document: str) -> None:
    assert_turned_away(visitor, document)


@pytest.mark.parametrize("kind", FALSE_TOKENS)
def test_false_tokens(odd_server: Server, visitor: GraphQLClient, session: dict[str, Any], kind: str) -> None:
    visitor.token = false_tokens(session["accessToken"], odd_server)[kind]
    for document in (ME, "{ sales { kpis { revenue } } }", "{ dataset { version } }", *INTROSPECTION):
        assert_turned_away(visitor, document)


@pytest.mark.parametrize("scheme", ["Bearer", "Basic {}", "{}", "Token {}"])
def test_other_headers(visitor: GraphQLClient, session: dict[str, Any], scheme: str) -> None:
    """The access token counts as a bearer token alone."""
    header = {"Authorization": scheme.format(session["accessToken"])}
    answer = visitor.http.post("/graphql", json={"query": ME}, headers=header).json()
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_a_refresh_token_is_no_access_token(visitor: GraphQLClient, session: dict[str, Any]) -> None:
    visitor.token = session["refreshToken"]
    assert_turned_away(visitor, ME)


def test_expired_token(odd_server: Server, visitor: GraphQLClient, session: dict[str, Any]) -> None:
    """Re-signed with the server's own key the token still holds; only its past expiry makes it fail."""
    token = session["accessToken"]
    header, claims = jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})
    visitor.token = forging.signed(claims, odd_server.secret, header["kid"])
    assert visitor.query(ME)["me"]["email"] == odd_server.email
    now = int(time.time())
    visitor.token = forging.signed(claims | {"iat": now - 7200, "exp": now - 3600}, odd_server.secret, header["kid"])
    assert_turned_away(visitor, ME)


def test_login(session: dict[str, Any], visitor: GraphQLClient, odd_server: Server) -> None:
    assert (session["user"]["email"], session["user"]["role"]) == (odd_server.email, "ADMIN")
    assert session["expiresIn"] == 240 * 60
    assert visitor.query(ME) == {"me": {"email": odd_server.email, "role": "ADMIN"}}


@pytest.mark.parametrize("email", ["oracle@example.com", "nobody@example.com", ""])
@pytest.mark.parametrize("password", ["wrong", "", "a-long-enough-password "])
def test_wrong_login(visitor: GraphQLClient, email: str, password: str) -> None:
    assert_turned_away(visitor, LOGIN, {"email": email, "password": password})


def test_refresh_rotates(visitor: GraphQLClient, session: dict[str, Any]) -> None:
    visitor.token = None
    renewed = visitor.query(REFRESH, {"token": session["refreshToken"]})["refresh"]
    assert renewed["refreshToken"] != session["refreshToken"]
    visitor.token = renewed["accessToken"]
    assert visitor.query(ME)["me"]
    assert_turned_away(visitor, REFRESH, {"token": session["refreshToken"]})


def test_false_refresh_tokens(visitor: GraphQLClient, session: dict[str, Any]) -> None:
    token = session["accessToken"]
    visitor.token = None
    for false in ("", "abc", token, session["refreshToken"][:-1]):
        assert_turned_away(visitor, REFRESH, {"token": false})


def test_logout(visitor: GraphQLClient, session: dict[str, Any]) -> None:
    assert visitor.query(LOGOUT, {"token": session["refreshToken"]}) == {"logout": True}
    assert_turned_away(visitor, REFRESH, {"token": session["refreshToken"]})


def test_health_needs_no_token(visitor: GraphQLClient) -> None:
    for path in ("/health/live", "/health/ready", "/graphiql"):
        assert visitor.http.get(path, follow_redirects=True).status_code == 200, path
