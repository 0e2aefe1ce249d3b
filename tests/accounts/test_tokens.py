"""Access tokens: what they say, and every forgery is refused."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest

from backend.accounts.tokens import AUDIENCE, ISSUER, Tokens
from backend.accounts.users import Role, User
from backend.errors import Unauthenticated
from tests.accounts.conftest import KEY

NOW = datetime.now(UTC)
ANN = User(uuid4(), "ann@example.com", "Ann", Role.ADMIN, True, True, None, NOW)
GOOD: dict[str, Any] = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": str(ANN.id),
    "iat": NOW,
    "exp": NOW + timedelta(minutes=5),
    "jti": "1",
    "role": "ADMIN",
}


def unsigned(header: dict[str, str]) -> str:
    claims = GOOD | {"iat": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 300}
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims))
    return ".".join(parts) + "."


def test_a_token_says_who_for_whom_and_how_long(tokens: Tokens) -> None:
    token = tokens.issue(ANN)
    assert tokens.subject(token) == ANN.id
    assert jwt.get_unverified_header(token)["alg"] == "HS256"
    claims = jwt.decode(token, options={"verify_signature": False})
    assert set(claims) == {"iss", "aud", "sub", "exp", "iat", "jti", "role"}
    assert claims["exp"] - claims["iat"] == 900
    assert claims["role"] == "ADMIN"
    assert claims["jti"] != jwt.decode(tokens.issue(ANN), options={"verify_signature": False})["jti"]


def test_the_tests_own_token_is_good(tokens: Tokens) -> None:
    assert tokens.subject(jwt.encode(GOOD, KEY, algorithm="HS256")) == UUID(GOOD["sub"])


FORGERIES = {
    "empty": "",
    "no token": "Bearer",
    "not base64": "a.b.c",
    "alg none": unsigned({"alg": "none", "typ": "JWT"}),
    "alg None": unsigned({"alg": "None"}),
    "alg empty": unsigned({"alg": ""}),
    "other key": jwt.encode(GOOD, b"f" * 32, algorithm="HS256"),
    "other algorithm": jwt.encode(GOOD, KEY * 2, algorithm="HS512"),
    "same key, other algorithm": jwt.encode(GOOD, KEY + b"0" * 32, algorithm="HS384"),
    "expired": jwt.encode(GOOD | {"exp": NOW - timedelta(seconds=1)}, KEY, algorithm="HS256"),
    "not yet": jwt.encode(GOOD | {"iat": NOW + timedelta(hours=1)}, KEY, algorithm="HS256"),
    "other audience": jwt.encode(GOOD | {"aud": "billing"}, KEY, algorithm="HS256"),
    "audiences": jwt.encode(GOOD | {"aud": [AUDIENCE, "billing"]}, KEY, algorithm="HS256"),
    "other issuer": jwt.encode(GOOD | {"iss": "somebody"}, KEY, algorithm="HS256"),
    "no user id": jwt.encode(GOOD | {"sub": "admin"}, KEY, algorithm="HS256"),
    "tampered": jwt.encode(GOOD, KEY, algorithm="HS256")[:-4] + "AAAA",
} | {
    f"without {claim}": jwt.encode(
        {name: value for name, value in GOOD.items() if name != claim}, KEY, algorithm="HS256"
    )
    for claim in GOOD
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_token_is_refused(tokens: Tokens, name: str) -> None:
    with pytest.raises(Unauthenticated):
        tokens.subject(FORGERIES[name])


def test_a_token_of_another_installation_is_refused(tokens: Tokens) -> None:
    with pytest.raises(Unauthenticated):
        Tokens(b"another-key-of-32-bytes-or-more!", tokens.lifetime).subject(tokens.issue(ANN))
