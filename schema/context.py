"""What every resolver may use: one typed value per request."""

import asyncio
from dataclasses import dataclass, field

import strawberry

from backend.accounts.sessions import Sessions
from backend.accounts.users import User
from backend.analytics.filters import Filters
from backend.db import Database
from backend.errors import SalesError, Unauthenticated
from backend.forecast import Forecasts
from backend.settings import Settings

NOT_SIGNED_IN = "sign in first, then send the header `Authorization: Bearer <accessToken>`"


@dataclass
class Context:
    """One request's. Without a user, `refusal` says why, where a proof was given but not accepted."""

    db: Database
    settings: Settings
    sessions: Sessions
    forecasts: Forecasts[Filters]
    request_id: str
    user: User | None = None
    refusal: SalesError | None = None
    _version: "asyncio.Future[int] | None" = field(default=None, repr=False)

    def signed_in(self) -> User:
        """The user who asks. Raises Unauthenticated, or Unavailable when that could not be found out."""
        if self.user is None:
            raise self.refusal or Unauthenticated(
                "sign in first: send the header `Authorization: Bearer <accessToken>`"
            )
        return self.user

    async def dataset_version(self) -> int:
        """The data set's version, read once per request."""
        if self._version is None:
            self._version = asyncio.ensure_future(self.db.value("select version from dataset"))
        return await self._version


Info = strawberry.Info[Context, None]
