"""Access tokens: short-lived JSON Web Tokens, signed with HS256 and nothing else.

A token names its session. Whether that still counts, and what its user may do, is asked of the database each time; the
token alone lets nobody in.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

import jwt

from backend.accounts.signing_keys import SigningKeys
from backend.accounts.users import User
from backend.errors import Unauthenticated

ALGORITHM = "HS256"
ISSUER = "sales"
AUDIENCE = "sales-api"
CLAIMS = ["iss", "aud", "sub", "exp", "iat", "jti", "role", "sid"]
REMEMBERED = 10_000
NOT_VALID = "the access token is not valid or has expired: sign in again"


class UnknownKey(Unauthenticated):
    """The token names a key that this process does not know, or no longer."""


class Proof(NamedTuple):
    """What a valid token says: the session, until when, and under which key."""

    session_id: UUID
    expires: datetime
    kid: str


@dataclass(frozen=True)
class Tokens:
    """Issues and reads access tokens; what was read is remembered as long as it is valid and its key counts."""

    keys: SigningKeys
    lifetime: timedelta
    _read_before: dict[str, Proof] = field(default_factory=dict, repr=False, compare=False)

    def issue(self, user: User, session_id: UUID, *, now: datetime | None = None) -> str:
        """A token for this user's session, valid for `lifetime` from `now`."""
        issued = now or datetime.now(UTC)
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(user.id),
            "exp": issued + self.lifetime,
            "iat": issued,
            "jti": uuid4().hex,
            "role": user.role.value,
            "sid": str(session_id),
        }
        kid = self.keys.newest
        key = self.keys.find(kid)
        assert key is not None, "the newest key never retires"
        return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": kid})

    def read(self, token: str) -> Proof:
        """What a valid token says. Raises Unauthenticated, or UnknownKey; the reason is not told."""
        known = self._read_before.get(token)
        if known is not None and datetime.now(UTC) < known.expires and self.keys.find(known.kid) is not None:
            return known
        found = self._verified(token)
        if len(self._read_before) >= REMEMBERED:
            self._read_before.clear()
        self._read_before[token] = found
        return found

    def _verified(self, token: str) -> Proof:
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = self.keys.find(kid) if isinstance(kid, str) else None
            if key is None or kid is None:
                raise UnknownKey(NOT_VALID)
            claims = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                options={"require": CLAIMS, "strict_aud": True},
            )
            return Proof(UUID(claims["sid"]), datetime.fromtimestamp(claims["exp"], UTC), kid)
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
            raise Unauthenticated(NOT_VALID) from error
