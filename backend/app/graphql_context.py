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
class Admitted:
    """The user who asks, as of `moment`, with a token until `expires`."""

    user: User
    moment: Moment
    expires: datetime


Asker = Admitted | SalesError | None
"""Who asks; an error where a proof was given but not accepted, None where there was none."""


async def admitted(state: State, authorization: str | None) -> Asker:
    """Who asks; `authorization` is the header's value, or what stands for it.

    The user is looked up anew each time, so that deactivation takes effect at once on every process.
    """
    if authorization is None:
        return None
    try:
        token = bearer(authorization)
        user_id = state.sessions.subject(token)
        moment: Moment = await state.present.now(user_id)
    except SalesError as refusal:
        return refusal
    user = moment.users.get(user_id)
    if user is None or not user.active:
        return Unauthenticated("this user is no longer active")
    return Admitted(user, moment, state.sessions.expiry(token))


def bearer(authorization: str) -> str:
    """The token in `Bearer <token>`. Raises Unauthenticated for another scheme."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated("the header must read `Authorization: Bearer <accessToken>`")
    return token.strip()


def context_of(state: State, asker: Asker) -> Context:
    """A fresh context for one operation."""
    user = asker.user if isinstance(asker, Admitted) else None
    return Context(
        db=state.db.limited(user.countries if user is not None else ()),
        settings=state.settings,
        sessions=state.sessions,
        forecasts=state.forecasts,
        present=state.present,
        request_id=request_id.get(),
        loading=state.loading,
        uploads=state.uploads,
        user=user,
        refusal=asker if isinstance(asker, SalesError) else None,
        moment=asker.moment if isinstance(asker, Admitted) else None,
    )
