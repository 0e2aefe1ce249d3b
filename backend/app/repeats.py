"""The short way of most requests: one that came before, byte for byte, is answered without being read again.

What a request means does not change, so its key among the answers is remembered. Whether its session or API key still
counts, with which rights, and of which state of the data set an answer may be, is asked each time. Everything that has
no ready answer takes the long way, as do browsers' and conditional requests.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from starlette.datastructures import State
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.accounts.api_keys import note_use
from backend.app.access_log import QUIET
from backend.app.answers import Answer, Key
from backend.errors import SalesError

LEARN = "sales.learn"
"""The key, in a request's scope, of what the endpoint tells a `Meaning` whose answer is kept."""

MOST_REQUESTS, MOST_BODY_BYTES = 2000, 8 * 1024

_MATTER = frozenset({b"authorization", b"accept", b"content-type"})
_LONG_WAY = frozenset({b"origin", b"cookie", b"if-none-match", b"content-encoding"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a request turned out to ask, for whom, and until when its proof is valid; `headers` are the answer's."""

    key: Key
    proof_id: UUID
    expires: datetime
    headers: Callable[[Answer], list[tuple[bytes, bytes]]]


class Repeats:
    """Answers repeated requests for /graphql; a layer around the application.

    What is new goes to `endpoint` at once: no route has to be found for it, and no other layer has a part in it.
    """

    def __init__(self, app: ASGIApp, endpoint: ASGIApp) -> None:
        self._app = app
        self._endpoint = endpoint
        self._known: OrderedDict[tuple[Any, ...], tuple[Meaning, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/graphql" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        message = await receive()
        said = _said(scope, message)
        if said is None:
            await self._app(scope, _again(message, receive), send)
            return
        found = await self._found(said, scope["app"].state)
        if found is not None:
            scope[QUIET] = True  # there is little to tell, and telling it takes longer than the answer
            answer, headers = found
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": answer.body})
            return
        scope[LEARN] = partial(self._learn, said)
        await self._endpoint(scope, _again(message, receive), send)

    async def _found(self, said: tuple[Any, ...], state: State) -> tuple[Answer, list[tuple[bytes, bytes]]] | None:
        """The ready answer, if the request is known and its user still has the rights that it was made for."""
        meaning, expires = self._known.get(said, (None, 0.0))
        if meaning is None or expires <= time.time():
            return None
        try:
            moment = await state.present.now(meaning.proof_id)
            identity, key = moment.identities.get(meaning.proof_id), meaning.key
            if identity is not None and identity.key is not None:
                await note_use(state.db, identity.key)
        except SalesError:  # the long way tells of it
            return None
        if identity is None or identity.role is not key.role or identity.countries != key.countries:
            return None
        answer = state.answers.find(moment.state, key)
        return None if answer is None else (answer, meaning.headers(answer))

    def _learn(self, said: tuple[Any, ...], meaning: Meaning) -> None:
        self._known[said] = meaning, meaning.expires.timestamp()
        while len(self._known) > MOST_REQUESTS:
            self._known.popitem(last=False)


def _said(scope: Scope, message: Message) -> tuple[Any, ...] | None:
    """All of a request that decides its answer; None for one that takes the long way."""
    body = message.get("body", b"")
    if message["type"] != "http.request" or message.get("more_body") or len(body) > MOST_BODY_BYTES:
        return None
    said = [body]
    for header in scope["headers"]:
        if header[0] in _MATTER:
            said.append(header)
        elif header[0] in _LONG_WAY:
            return None
    return tuple(said)


def _again(message: Message, receive: Receive) -> Receive:
    """The request's messages from the first one, which was received already."""
    first: Message | None = message

    async def receiving() -> Message:
        nonlocal first
        if first is None:
            return await receive()
        given, first = first, None
        return given

    return receiving
