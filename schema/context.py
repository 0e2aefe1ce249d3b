"""What every resolver may use: one typed value per request."""

import asyncio
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import strawberry

from backend.accounts import recovery
from backend.accounts.attempts import Attempts
from backend.accounts.counters import Counters
from backend.accounts.identity import Identity
from backend.accounts.links import Links
from backend.accounts.roles import Role
from backend.accounts.sessions import Sessions
from backend.accounts.users import User
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
SOME_COUNTRIES = "this is about all countries, and you may see some; ask an administrator"
NO_USER = "an API key is no user: accounts and keys are managed by users who sign in"


class FieldReceipt(NamedTuple):
    """How a field came to be: the tables that answered and why they did, the rows they gave, and the longest time."""

    path: str
    source: str | None
    reason: str | None
    rows: int
    milliseconds: float


@dataclass(slots=True)
class Outcome:
    """What became of an operation, over all its runs: its valid document, and the one state that its answer is of.

    passing: the answer may change without the data set.
    """

    prepared: Prepared | None = None
    state: State | None = None
    passing: bool = False


@dataclass
class Context:
    """One request's; `db` tells what may be known. Without an identity, `refusal` says why, where a proof was refused;
    `changes` only where the answer may be a stream. `moment` is that of looking the identity up.

    `address` is the client's in the network, `counters` are what limits are made of, `budget` what is left of it.
    `loading` is the same database through connections whose statements may take as long as a load does.
    """

    db: Database
    settings: Settings
    sessions: Sessions
    links: Links
    forecasts: Forecasts
    present: Present
    request_id: str
    loading: Database
    uploads: Uploads
    identity: Identity | None = None
    address: str | None = None
    counters: Counters = field(default_factory=Counters)
    refusal: SalesError | None = None
    moment: Moment | None = None
    receipts: dict[str, FieldReceipt] = field(default_factory=dict)
    outcome: Outcome = field(default_factory=Outcome)
    cost: int | None = None
    budget: int | None = None
    changes: Changes | None = None
    shadows: "list[Shadow]" = field(default_factory=list)
    _dataset: "asyncio.Future[Dataset] | None" = field(default=None, repr=False)

    def signed_in(self) -> Identity:
        """Who asks. Raises Unauthenticated, or Unavailable when that could not be found out."""
        if self.identity is None:
            raise self.refusal or Unauthenticated(NOT_SIGNED_IN)
        return self.identity

    def require(self, role: Role) -> Identity:
        """Who asks, if of this role or a higher one. Raises Forbidden."""
        identity = self.signed_in()
        if not identity.role.includes(role):
            raise Forbidden(f"this needs the role {role}, yours is {identity.role}; ask an administrator")
        if role is Role.ADMIN and identity.countries is not None:  # who could lift the limit has none
            raise Forbidden(SOME_COUNTRIES)
        return identity

    def person(self, role: Role = Role.VIEWER) -> User:
        """The user who asks, if of this role or a higher one. Raises Forbidden, for an API key always."""
        user = self.require(role).user
        if user is None:
            raise Forbidden(NO_USER)
        return user

    def require_all_countries(self, role: Role = Role.VIEWER) -> Identity:
        """Who asks, if of this role and without row rights: what is told or done is about all countries."""
        identity = self.require(role)
        if identity.countries is not None:
            raise Forbidden(SOME_COUNTRIES)
        return identity

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
    def attempts(self) -> Attempts:
        """What is counted of signing in, registering and asking for a new password."""
        return Attempts(self.counters, lambda account: recovery.tell_of_lock(self.db, self.links, account))

    @cached_property
    def loaders(self) -> Loaders:
        """This request's batches."""
        return Loaders(self.db)


Info = strawberry.Info[Context, None]
