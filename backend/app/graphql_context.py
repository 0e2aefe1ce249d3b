"""The context of an operation: who asks, over whichever transport."""

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.datastructures import State

from backend.accounts import api_keys, audit
from backend.accounts.identity import Identity
from backend.app.logging import client_address, request_id
from backend.errors import SalesError, Unauthenticated
from schema.context import Context
from schema.present import Moment


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who asks, as of `moment`, with a proof until `expires`."""

    identity: Identity
    moment: Moment
    expires: datetime


Asker = Admitted | SalesError | None
"""Who asks; an error where a proof was given but not accepted, None where there was none."""


async def admitted(state: State, authorization: str | None) -> Asker:
    """Who asks; `authorization` is the header's value, or what stands for it.

    The session or the key is looked up anew each time, so that its end takes effect at once on every process.
    """
    if authorization is None:
        return None
    try:
        token = bearer(authorization)
        if token.startswith(api_keys.PREFIX):
            return await _by_key(state, token)
        session_id, expires, _ = await state.sessions.proof(token)
        moment: Moment = await state.present.now(session_id)
    except SalesError as refusal:
        return refusal
    identity = moment.identities.get(session_id)
    if identity is None:
        return Unauthenticated("this session has ended: sign in again")
    return Admitted(identity, moment, expires)


async def _by_key(state: State, secret: str) -> Admitted:
    """Who asks with an API key. Raises Unauthenticated; the reason is not told."""
    key_id = api_keys.id_of(secret)
    moment: Moment = await state.present.now(key_id)
    identity = moment.identities.get(key_id)
    if identity is None or identity.key is None or not identity.key.fits(secret):
        raise Unauthenticated("the API key is not valid, has expired or was revoked")
    await api_keys.note_use(state.db, identity.key)
    return Admitted(identity, moment, identity.key.expires_at or datetime.max.replace(tzinfo=UTC))


def bearer(authorization: str) -> str:
    """The token in `Bearer <token>`. Raises Unauthenticated for another scheme."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated("the header must read `Authorization: Bearer <accessToken>`")
    return token.strip()


def context_of(state: State, asker: Asker) -> Context:
    """A fresh context for one operation."""
    identity = asker.identity if isinstance(asker, Admitted) else None
    audit.act_as(_actor(identity))
    return Context(
        db=state.db.limited(identity.countries if identity is not None else ()),
        settings=state.settings,
        sessions=state.sessions,
        links=state.links,
        forecasts=state.forecasts,
        present=state.present,
        request_id=request_id.get(),
        loading=state.loading,
        uploads=state.uploads,
        identity=identity,
        address=client_address.get(),
        counters=state.counters,
        refusal=asker if isinstance(asker, SalesError) else None,
        moment=asker.moment if isinstance(asker, Admitted) else None,
    )


def _actor(identity: Identity | None) -> audit.Actor:
    if identity is None:
        return audit.Actor("nobody signed in", None, client_address.get())
    return audit.Actor(identity.name, identity.user.id if identity.user else None, client_address.get())
