"""The context of an operation: who asks, over whichever transport."""

from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import State

from backend.accounts.users import User
from backend.app.logging import request_id
from backend.errors import SalesError, Unauthenticated
from schema.context import Context
from schema.present import Moment


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as of `moment`, with a token until `expires`.

    Without a user, `refusal` says why, where a proof was given but not accepted.
    """

    user: User | None = None
    moment: Moment | None = None
    expires: datetime | None = None
    refusal: SalesError | None = None


async def asker_of(state: State, authorization: str | None) -> Asker:
    """Who asks; `authorization` is the header's value, or what stands for it.

    The user is looked up anew each time, so that deactivation takes effect at once on every process.
    """
    if authorization is None:
        return Asker()
    try:
        token = bearer(authorization)
        user_id = state.sessions.subject(token)
        moment: Moment = await state.present.now(user_id)
    except SalesError as refusal:
        return Asker(refusal=refusal)
    user = moment.users.get(user_id)
    if user is None or not user.active:
        return Asker(refusal=Unauthenticated("this user is no longer active"))
    return Asker(user, moment, state.sessions.expiry(token))


def bearer(authorization: str) -> str:
    """The token in `Bearer <token>`. Raises Unauthenticated for another scheme."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated("the header must read `Authorization: Bearer <accessToken>`")
    return token.strip()


def context_of(state: State, asker: Asker) -> Context:
    """A fresh context for one operation."""
    return Context(
        db=state.db,
        settings=state.settings,
        sessions=state.sessions,
        forecasts=state.forecasts,
        present=state.present,
        request_id=request_id.get(),
        loading=state.loading,
        uploads=state.uploads,
        user=asker.user,
        refusal=asker.refusal,
        moment=asker.moment,
    )
