"""Forged, replayed and misplaced tokens, sent to a real process; each attack differs from what works in one point."""

import base64
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.accounts.documents import CHANGE, DATASET, EVERYWHERE, LOGOUT, REFRESH
from tests.accounts.forging import key_of, signed
from tests.accounts.product import ME, PASSWORD, Client, Product
from tests.app.conftest import SECRET

Claims = dict[str, Any]


@pytest.fixture(scope="module")
def ann(product: Product) -> Client:
    return product.signed_in(name="ann")


def read(token: str) -> tuple[Claims, str]:
    """A token's claims and the name of its key."""
    return jwt.decode(token, options={"verify_signature": False}), str(jwt.get_unverified_header(token)["kid"])


def with_header(token: str, **header: object) -> str:
    """The same claims and signature under another header."""
    written = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    return ".".join([written, *token.split(".")[1:]])


def public_key() -> bytes:
    """Text that looks like a public key, which a confused server takes for a shared secret."""
    return (
        Ed25519PrivateKey.generate()
        .public_key()
        .public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    )


FORGERIES: dict[str, Callable[[str, Claims, str], str]] = {
    "alg none, no signature": lambda _, claims, kid: jwt.encode(claims, None, algorithm="none", headers={"kid": kid}),
    "alg none, the signature kept": lambda token, _, kid: with_header(token, alg="none", kid=kid),
    "alg NONE": lambda token, _, kid: with_header(token, alg="NONE", kid=kid),
    "HS512 with the right key": lambda _, claims, kid: jwt.encode(
        claims, key_of(SECRET, kid) * 2, algorithm="HS512", headers={"kid": kid}
    ),
    "EdDSA with a key of one's own": lambda _, claims, kid: jwt.encode(
        claims, Ed25519PrivateKey.generate(), algorithm="EdDSA", headers={"kid": kid}
    ),
    "HS256 with a public key": lambda _, claims, kid: jwt.encode(
        claims, public_key(), algorithm="HS256", headers={"kid": kid}
    ),
    "HS256 with the secret itself": lambda _, claims, kid: jwt.encode(
        claims, SECRET, algorithm="HS256", headers={"kid": kid}
    ),
    "a key embedded in the header": lambda _, claims, kid: jwt.encode(
        claims, b"k" * 32, algorithm="HS256", headers={"kid": kid, "jwk": {"kty": "oct", "k": "a2tra2tr"}}
    ),
    "a key at an address": lambda _, claims, kid: jwt.encode(
        claims, b"k" * 32, algorithm="HS256", headers={"kid": kid, "jku": "https://evil.example/keys"}
    ),
    "a key named by SQL": lambda _, claims, __: signed(claims, SECRET, "' union select 'x"),
    "a key named by a path": lambda _, claims, __: signed(claims, SECRET, "../../../dev/null"),
    "an unknown key": lambda _, claims, __: signed(claims, SECRET, "0123456789abcdef"),
    "no key named": lambda _, claims, kid: jwt.encode(claims, key_of(SECRET, kid), algorithm="HS256"),
    "expired": lambda _, claims, kid: signed(claims | {"exp": int(time.time()) - 1}, SECRET, kid),
    "expiring never": lambda _, claims, kid: signed({k: v for k, v in claims.items() if k != "exp"}, SECRET, kid),
    "issued in the future": lambda _, claims, kid: signed(
        claims | {"iat": datetime.now(UTC) + timedelta(hours=1)}, SECRET, kid
    ),
    "for another audience": lambda _, claims, kid: signed(claims | {"aud": "sales-admin"}, SECRET, kid),
    "for several audiences": lambda _, claims, kid: signed(claims | {"aud": ["sales-api", "x"]}, SECRET, kid),
    "of another issuer": lambda _, claims, kid: signed(claims | {"iss": "sales.example"}, SECRET, kid),
    "of no session": lambda _, claims, kid: signed(claims | {"sid": str(uuid4())}, SECRET, kid),
    "of the user's id as session": lambda _, claims, kid: signed(claims | {"sid": claims["sub"]}, SECRET, kid),
    "claims changed under the signature": lambda token, claims, _: ".".join(
        [
            token.split(".")[0],
            base64.urlsafe_b64encode(json.dumps(claims | {"role": "ADMIN"}).encode()).rstrip(b"=").decode(),
            token.split(".")[2],
        ]
    ),
    "a byte of the signature changed": lambda token, _, __: (
        token[:-6] + ("A" if token[-6] != "A" else "B") + token[-5:]
    ),
}


def test_a_token_signed_by_these_tests_is_good(product: Product, ann: Client) -> None:
    """So that a refusal below is for the one point that differs."""
    claims, kid = read(str(ann.bearer))
    assert product.client(signed(claims, SECRET, kid)).ask(ME)["me"]


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_token_is_refused(product: Product, ann: Client, name: str) -> None:
    claims, kid = read(str(ann.bearer))
    forged = FORGERIES[name](str(ann.bearer), claims, kid)
    assert forged != ann.bearer
    assert product.client(forged).code(DATASET) == "UNAUTHENTICATED"


def test_a_role_claimed_is_not_a_role_had(product: Product, ann: Client) -> None:
    """Even under a good signature: what a user may do is asked of the database."""
    claims, kid = read(str(ann.bearer))
    assert (
        product.client(signed(claims | {"role": "ADMIN"}, SECRET, kid)).code("{ users { totalCount } }") == "FORBIDDEN"
    )


def test_another_users_id_claimed_is_not_another_user(product: Product, ann: Client) -> None:
    claims, kid = read(str(ann.bearer))
    other = product.user()
    forged = product.client(signed(claims | {"sub": str(other.id)}, SECRET, kid))
    assert forged.ask(ME)["me"]["id"] == ann.session["user"]["id"]


def test_a_token_in_the_address_is_no_token(product: Product, ann: Client) -> None:
    for name in ("access_token", "token", "Authorization", "authorization"):
        given = {"query": DATASET, name: f"Bearer {ann.bearer}"}
        answer = httpx.get(f"{product.url}/graphql", params=given, timeout=60).json()
        assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_a_token_in_the_body_is_no_token(product: Product, ann: Client) -> None:
    body = {"query": DATASET, "access_token": ann.bearer, "extensions": {"Authorization": f"Bearer {ann.bearer}"}}
    answer = httpx.post(f"{product.url}/graphql", json=body, timeout=60).json()
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_a_refresh_token_is_no_access_token_nor_the_other_way_round(product: Product) -> None:
    user = product.signed_in()
    assert product.client(user.session["refreshToken"]).code(DATASET) == "UNAUTHENTICATED"
    assert user.code(REFRESH, token=user.session["accessToken"]) == "UNAUTHENTICATED"


def test_a_replayed_refresh_token_ends_the_thiefs_session_and_the_owners(product: Product) -> None:
    owner = product.signed_in()
    stolen = owner.session["refreshToken"]
    thief = owner.ask(REFRESH, token=stolen)["refresh"]
    assert owner.code(REFRESH, token=stolen) == "UNAUTHENTICATED"
    assert owner.code(REFRESH, token=thief["refreshToken"]) == "UNAUTHENTICATED"
    assert product.client(thief["accessToken"]).code(ME) == "UNAUTHENTICATED"
    assert owner.code(ME) == "UNAUTHENTICATED"


def test_after_logout_neither_token_counts(product: Product) -> None:
    user = product.signed_in()
    for _ in range(2):
        user.ask(DATASET)  # so that the answer is a kept one
    user.ask(LOGOUT, token=user.session["refreshToken"])
    assert user.code(REFRESH, token=user.session["refreshToken"]) == "UNAUTHENTICATED"
    assert user.code(DATASET) == user.code(ME) == "UNAUTHENTICATED"


@pytest.mark.parametrize("end", ["password", "everywhere"])
def test_a_stolen_session_ends_with_the_owners_password_or_wish(product: Product, end: str) -> None:
    owner, thief = product.signed_in(), product.client()
    thief.login(owner.session["user"]["email"])
    if end == "password":
        owner.ask(CHANGE, current=PASSWORD, new="another horse battery")
    else:
        owner.ask(EVERYWHERE)
    assert thief.code(DATASET) == "UNAUTHENTICATED"
    assert thief.code(REFRESH, token=thief.session["refreshToken"]) == "UNAUTHENTICATED"
