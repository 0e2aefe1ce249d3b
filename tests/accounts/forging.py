"""Access tokens as the server would sign them, by RFC 5869 and RFC 7519 rather than by its code."""

import hmac
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt

from backend.db import Database

ISSUER, AUDIENCE = "sales", "sales-api"


def key_of(secret: str | bytes, kid: str) -> bytes:
    """The key of this name, derived from an installation's secret."""
    material = secret.encode() if isinstance(secret, str) else secret
    pseudorandom = hmac.digest(bytes(32), material, "sha256")
    return hmac.digest(pseudorandom, f"access token {kid}".encode() + b"\1", "sha256")


def claims_of(user_id: object, session_id: object, lifetime: timedelta = timedelta(minutes=5)) -> dict[str, Any]:
    """What a good token says."""
    now = datetime.now(UTC)
    return {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(user_id),
        "iat": now,
        "exp": now + lifetime,
        "jti": "1",
        "role": "ADMIN",
        "sid": str(session_id),
    }


def signed(claims: dict[str, Any], secret: str | bytes, kid: str, algorithm: str = "HS256") -> str:
    """A token under the key of this name."""
    return jwt.encode(claims, key_of(secret, kid), algorithm=algorithm, headers={"kid": kid})


async def newest_kid(db: Database) -> str:
    kid = await db.value("select kid from signing_keys order by created_at desc limit 1")
    assert isinstance(kid, str)
    return kid


async def token_for(db: Database, user_id: UUID, secret: str, lifetime: timedelta = timedelta(minutes=5)) -> str:
    """A good token in a new session of the user."""
    session_id = await db.value("insert into sessions (user_id) values ($1) returning session_id", user_id)
    return signed(claims_of(user_id, session_id, lifetime), secret, await newest_kid(db))
