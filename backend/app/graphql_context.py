"""The context of an operation: who asks, over whichever transport."""

from starlette.datastructures import State

from backend.accounts.users import User
from backend.app.logging import request_id
from backend.errors import SalesError, Unauthenticated
from schema.context import Context


async def context_of(state: State, authorization: str | None) -> Context:
    """A fresh context; `authorization` is the header's value, or what stands for it."""
    context = Context(
        db=state.db,
        settings=state.settings,
        sessions=state.sessions,
        forecasts=state.forecasts,
        request_id=request_id.get(),
        loading=state.loading,
        uploads=state.uploads,
    )
    try:
        context.user = await _user(state, authorization)
    except SalesError as refusal:
        context.refusal = refusal
    return context


async def _user(state: State, authorization: str | None) -> User | None:
    """The user of the bearer token; None without one. Raises Unauthenticated, or Unavailable with the database away."""
    if authorization is None:
        return None
    user: User = await state.sessions.user(bearer(authorization))
    return user


def bearer(authorization: str) -> str:
    """The token in `Bearer <token>`. Raises Unauthenticated for another scheme."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated("the header must read `Authorization: Bearer <accessToken>`")
    return token.strip()
