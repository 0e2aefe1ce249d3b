"""Doing something as the visitor, from a form: what the API said, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

from frontend.client import ApiError, SignedOut, api
from frontend.format import sentence
from frontend.state.session import SessionState


@dataclass(frozen=True)
class Outcome:
    """The API's data, or a problem and the form's field that it is about."""

    data: Mapping[str, Any] | None
    problem: str = ""
    field: str = ""


async def act(state: rx.State, document: str, variables: Mapping[str, Any] | None = None) -> Outcome:
    """Run a mutation as the visitor; without a session the page is left for the login."""
    session = await state.get_state(SessionState)
    try:
        return Outcome(await session.query(document, variables))
    except SignedOut as error:
        session.to_login(error)
        return Outcome(None)
    except ApiError as error:
        return Outcome(None, sentence(str(error)), error.field)


async def act_unknown(state: rx.State, document: str, variables: Mapping[str, Any]) -> Outcome:
    """Run a mutation that needs no session."""
    try:
        return Outcome(await api().query(document, variables, address=state.router.session.client_ip))
    except ApiError as error:
        return Outcome(None, sentence(str(error)), error.field)
