"""What every resolver may use: one typed value per request."""

import asyncio
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import strawberry

from backend.accounts.sessions import Sessions
from backend.accounts.users import Role, User
from backend.analytics.changes import Changes
from backend.analytics.dataset import Dataset, dataset
from backend.db import Database
from backend.db.observation import Observation
from backend.errors import Forbidden, SalesError, Unauthenticated
from backend.forecast import Forecasts
from backend.settings import Settings
from etl.uploads import Uploads
from schema.loaders import Loaders
from schema.prepared import Prepared
from schema.present import Moment, Present, State

if TYPE_CHECKING:
    from schema.shadow import Shadow

NOT_SIGNED_IN = "sign in first, then send the header `Authorization: Bearer <accessToken>`"

_RANK = (Role.VIEWER, Role.ANALYST, Role.ADMIN)


class FieldReceipt(NamedTuple):
    """How a field came to be: the tables that answered and why they did, the rows they gave, and the longest time."""

    path: str
    source: str | None
    reason: str | None
    rows: int
    milliseconds: float


@dataclass(slots=True)
class Outcome:
    """What became of an operation, over all its runs: its valid document, and the one state that its answer is of."""

    prepared: Prepared | None = None
    state: State | None = None


@dataclass
class Context:
    """One request's. Without a user, `refusal` says why, where a proof was given but not accepted;
    `changes` only where the answer may be a stream. `moment` is that of looking the user up.

    `loading` is the same database through connections whose statements may take as long as a load does.
    """

    db: Database
    settings: Settings
    sessions: Sessions
    forecasts: Forecasts
    present: Present
    request_id: str
    loading: Database
    uploads: Uploads
    user: User | None = None
    refusal: SalesError | None = None
    moment: Moment | None = None
    receipts: dict[str, FieldReceipt] = field(default_factory=dict)
    outcome: Outcome = field(default_factory=Outcome)
    cost: int | None = None
    changes: Changes | None = None
    shadows: "list[Shadow]" = field(default_factory=list)
    _dataset: "asyncio.Future[Dataset] | None" = field(default=None, repr=False)

    def signed_in(self) -> User:
        """The user who asks. Raises Unauthenticated, or Unavailable when that could not be found out."""
        if self.user is None:
            raise self.refusal or Unauthenticated(NOT_SIGNED_IN)
        return self.user

    def require(self, role: Role) -> User:
        """The user who asks, if of this role or a higher one. Raises Forbidden."""
        user = self.signed_in()
        if _RANK.index(user.role) < _RANK.index(role):
            raise Forbidden(f"this needs the role {role}, yours is {user.role}; ask an administrator")
        return user

    @property
    def cost_remaining(self) -> int | None:
        """What is left of the cost limit; None where the operation did not come so far that its cost is known."""
        return None if self.cost is None else max(self.settings.cost_limit - self.cost, 0)

    async def dataset(self) -> Dataset:
        """The data set, read once per request."""
        if self._dataset is None:
            self._dataset = asyncio.ensure_future(dataset(self.db))
        return await self._dataset

    def note(self, path: str, seen: Observation, milliseconds: float) -> None:
        """Keep what was observed of the field at `path`; a list's rows share a path and add up."""
        before = self.receipts.get(path)
        self.receipts[path] = FieldReceipt(
            path=path,
            source=" + ".join(seen.sources) or (before.source if before else None),
            reason="; ".join(seen.sources.values()) or (before.reason if before else None),
            rows=seen.rows + (before.rows if before else 0),
            milliseconds=round(max(milliseconds, before.milliseconds if before else 0), 3),
        )

    def see(self, state: Dataset | None) -> None:
        """Let answers be about this state from now on; None: about the one that is read next."""
        self._dataset = None if state is None else asyncio.get_running_loop().create_future()
        if self._dataset is not None and state is not None:
            self._dataset.set_result(state)

    def again(self, moment: Moment) -> "Context":
        """The same request's at a later moment, before anything was asked."""
        return replace(self, receipts={}, moment=moment, _dataset=None)

    @property
    def dataset_seen(self) -> Dataset | None:
        """The data set that this request's answers are about, if it asked."""
        read = self._dataset is not None and self._dataset.done() and not self._dataset.exception()
        return self._dataset.result() if self._dataset is not None and read else None

    @cached_property
    def loaders(self) -> Loaders:
        """This request's batches."""
        return Loaders(self.db)


Info = strawberry.Info[Context, None]
