"""Access tokens: short-lived JSON Web Tokens, signed with HS256 and nothing else."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import jwt

from backend.accounts.users import User
from backend.errors import Unauthenticated

ALGORITHM = "HS256"
ISSUER = "sales"
AUDIENCE = "sales-api"
CLAIMS = ["iss", "aud", "sub", "exp", "iat", "jti", "role"]
REMEMBERED = 10_000


@dataclass(frozen=True)
class Tokens:
    """Issues and reads access tokens under one key; what was read is remembered until it expires."""

    key: bytes
    lifetime: timedelta
    _read_before: dict[str, tuple[UUID, datetime]] = field(default_factory=dict, repr=False, compare=False)

    def issue(self, user: User, *, now: datetime | None = None) -> str:
        """A token for this user, valid for `lifetime` from `now`."""
        issued = now or datetime.now(UTC)
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(user.id),
            "exp": issued + self.lifetime,
            "iat": issued,
            "jti": uuid4().hex,
            "role": user.role.value,
        }
        return jwt.encode(claims, self.key, algorithm=ALGORITHM)

    def subject(self, token: str) -> UUID:
        """The id of the user a valid token speaks for. Raises Unauthenticated; the reason is not told."""
        return self._read(token)[0]

    def expiry(self, token: str) -> datetime:
        """When a valid token ceases to be so. Raises Unauthenticated; the reason is not told."""
        return self._read(token)[1]

    def _read(self, token: str) -> tuple[UUID, datetime]:
        known = self._read_before.get(token)
        if known is not None and datetime.now(UTC) < known[1]:
            return known
        found = self._verified(token)
        if len(self._read_before) >= REMEMBERED:
            self._read_before.clear()
        self._read_before[token] = found
        return found

    def _verified(self, token: str) -> tuple[UUID, datetime]:
        try:
            claims = jwt.decode(
                token,
                self.key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                options={"require": CLAIMS, "strict_aud": True},
            )
            return UUID(claims["sub"]), datetime.fromtimestamp(claims["exp"], UTC)
        except (jwt.PyJWTError, ValueError) as error:
            raise Unauthenticated("the access token is not valid or has expired: sign in again") from error
