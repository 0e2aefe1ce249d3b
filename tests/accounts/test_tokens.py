"""Access tokens: what they say, and every forgery is refused."""

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.accounts.roles import Role
from backend.accounts.signing_keys import rotate
from backend.accounts.tokens import Tokens, UnknownKey
from backend.accounts.users import User
from backend.db import Database
from backend.errors import Unauthenticated
from tests.accounts.conftest import KEY, loaded
from tests.accounts.forging import AUDIENCE, claims_of, key_of, signed

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)
ANN = User(uuid4(), "ann@example.com", "Ann", Role.ADMIN, True, True, None, NOW)
SESSION = uuid4()
GOOD = claims_of(ANN.id, SESSION, timedelta(hours=1))  # from here to the last of the tests


def unsigned(claims: dict[str, Any], **header: str) -> str:
    plain = claims | {"iat": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 3600}
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, plain))
    return ".".join(parts) + "."


async def test_a_token_says_who_for_whom_and_how_long(tokens: Tokens) -> None:
    token = tokens.issue(ANN, SESSION)
    assert tokens.read(token).session_id == SESSION
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT", "kid": tokens.keys.newest}
    claims = jwt.decode(token, options={"verify_signature": False})
    assert set(claims) == {"iss", "aud", "sub", "exp", "iat", "jti", "role", "sid"}
    assert claims["exp"] - claims["iat"] == 900
    assert (claims["sub"], claims["role"]) == (str(ANN.id), "ADMIN")
    assert claims["jti"] != jwt.decode(tokens.issue(ANN, SESSION), options={"verify_signature": False})["jti"]


async def test_the_tests_own_token_is_good(tokens: Tokens) -> None:
    assert tokens.read(signed(GOOD, KEY, tokens.keys.newest)).session_id == UUID(GOOD["sid"])


def forgeries(kid: str) -> dict[str, str]:
    """Each differs from a good token in one point."""
    key, named = key_of(KEY, kid), {"kid": kid}
    return {
        "empty": "",
        "no token": "Bearer",
        "not base64": "a.b.c",
        "alg none": unsigned(GOOD, alg="none", typ="JWT", kid=kid),
        "alg None": unsigned(GOOD, alg="None", kid=kid),
        "alg empty": unsigned(GOOD, alg="", kid=kid),
        "no key named": jwt.encode(GOOD, key, algorithm="HS256"),
        "unknown key": signed(GOOD, KEY, "0" * 16),
        "key named by a path": jwt.encode(GOOD, b"0" * 32, algorithm="HS256", headers={"kid": "../../dev/null"}),
        "the secret itself": jwt.encode(GOOD, KEY, algorithm="HS256", headers=named),
        "other key": jwt.encode(GOOD, b"f" * 32, algorithm="HS256", headers=named),
        "other algorithm": jwt.encode(GOOD, key * 2, algorithm="HS512", headers=named),
        "asymmetric": jwt.encode(GOOD, Ed25519PrivateKey.generate(), algorithm="EdDSA", headers=named),
        "expired": signed(GOOD | {"exp": NOW - timedelta(seconds=1)}, KEY, kid),
        "not yet": signed(GOOD | {"iat": NOW + timedelta(hours=1)}, KEY, kid),
        "other audience": signed(GOOD | {"aud": "billing"}, KEY, kid),
        "audiences": signed(GOOD | {"aud": [AUDIENCE, "billing"]}, KEY, kid),
        "other issuer": signed(GOOD | {"iss": "somebody"}, KEY, kid),
        "no session id": signed(GOOD | {"sid": "admin"}, KEY, kid),
        "tampered": signed(GOOD, KEY, kid)[:-4] + "AAAA",
    } | {
        f"without {claim}": signed({name: value for name, value in GOOD.items() if name != claim}, KEY, kid)
        for claim in GOOD
    }


@pytest.mark.parametrize("name", forgeries("kid"))
async def test_a_forged_token_is_refused(tokens: Tokens, name: str) -> None:
    with pytest.raises(Unauthenticated):
        tokens.read(forgeries(tokens.keys.newest)[name])


async def test_a_token_of_another_installation_is_refused(db: Database, tokens: Tokens) -> None:
    other = Tokens(await loaded(db, b"another-key-of-32-bytes-or-more!"), tokens.lifetime)
    with pytest.raises(Unauthenticated):
        other.read(tokens.issue(ANN, SESSION))


async def test_keys_rotate_and_overlap(db: Database, tokens: Tokens) -> None:
    """A process that knows of the new key signs with it; what the old one signed counts until it retires."""
    old = tokens.issue(ANN, SESSION)
    kid = await rotate(db, timedelta(minutes=16))
    await tokens.keys.reload(db)
    new = tokens.issue(ANN, SESSION)
    assert jwt.get_unverified_header(new)["kid"] == kid != jwt.get_unverified_header(old)["kid"]
    assert tokens.read(old).session_id == tokens.read(new).session_id == SESSION


async def test_a_key_retired_at_once_counts_no_more_even_where_its_tokens_were_read_before(
    db: Database, tokens: Tokens
) -> None:
    old = tokens.issue(ANN, SESSION)
    tokens.read(old)
    await rotate(db, timedelta(0))
    await tokens.keys.reload(db)
    with pytest.raises(UnknownKey):
        tokens.read(old)
    tokens.read(tokens.issue(ANN, SESSION))


async def test_starts_at_the_same_time_have_one_key(db: Database) -> None:
    made = await asyncio.gather(*(loaded(db, KEY) for _ in range(4)))
    assert len({keys.newest for keys in made}) == 1
    assert await db.value("select count(*) from signing_keys") == 1


async def test_the_database_holds_no_key(db: Database, tokens: Tokens) -> None:
    stored = await db.value("select string_agg(signing_keys::text, '') from signing_keys")
    key = key_of(KEY, tokens.keys.newest)
    assert key.hex() not in stored
    assert base64.b64encode(key).decode() not in stored
