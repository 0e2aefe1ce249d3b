"""GraphQL over websockets, by the graphql-transport-ws protocol alone.

Strawberry's handler keeps the protocol's states; here stand what it leaves open or does otherwise: who asks, strict
frames, persisted documents, a context for each operation, and an `error` message, not a close, for an operation that
cannot be run.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from graphql import GraphQLError
from starlette.datastructures import State
from starlette.websockets import WebSocket
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.http.websocket_origin import is_same_origin, normalize_origin
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler, Operation

from backend.accounts.roles import Role
from backend.app.graphql_context import Admitted, Asker, admitted, context_of
from backend.app.graphql_frames import malformed
from backend.app.graphql_socket import Socket
from backend.app.persisted import asked
from backend.errors import RateLimited, SalesError, Unauthenticated
from schema.context import NOT_SIGNED_IN, Context
from schema.errors import translated

INIT_SECONDS = 5
SUBSCRIPTIONS, CONNECTIONS = 100, 20
"""Most operations at once on one connection, and most connections at once of one user."""
WAIT_SECONDS = 5
WENT_WRONG = "something went wrong on the server"

log = logging.getLogger(__name__)


async def graphql_ws(websocket: WebSocket) -> None:
    """Serve one connection until it ends; a page of another origin is refused by 403."""
    state = websocket.app.state
    if not _from_here(websocket, state.settings.cors_origins):
        await websocket.close()
        return
    if GRAPHQL_TRANSPORT_WS_PROTOCOL not in websocket.scope["subprotocols"]:
        await websocket.accept()
        await websocket.close(4406, "Subprotocol not acceptable: offer graphql-transport-ws")
        return
    await websocket.accept(GRAPHQL_TRANSPORT_WS_PROTOCOL)
    handler = Handler(websocket, state)
    state.connections.add(handler)
    try:
        await handler.handle()
    except Exception:
        log.exception("unforeseen error on a websocket")
        await handler.websocket.close(1011, WENT_WRONG)
    finally:
        state.connections.discard(handler)


async def close_all(state: State) -> None:
    """Tell every client that the server goes away."""
    await asyncio.gather(*(handler.websocket.close(1001, "the server stops") for handler in list(state.connections)))


def _from_here(websocket: WebSocket, allowed: list[str]) -> bool:
    """Whether the page is this host's or a configured one; programs that are no browsers send no origin."""
    origin = websocket.headers.get("origin")
    if origin is None or "*" in allowed:
        return True
    normal = normalize_origin(origin)
    return is_same_origin(origin, websocket.headers.get("host")) or (
        normal is not None and normal in {normalize_origin(page) for page in allowed}
    )


Rights = tuple[UUID, Role, tuple[str, ...] | None, frozenset[str] | None]


def _rights(asker: Admitted) -> Rights:
    """Who asks, and what they may."""
    identity = asker.identity
    return identity.id, identity.role, identity.countries, identity.operations


class Handler(BaseGraphQLTransportWSHandler[Any, None]):
    """One connection of one user or key, until the proof expires or is revoked."""

    def __init__(self, websocket: WebSocket, state: State) -> None:
        unused = cast("Any", None)
        super().__init__(unused, Socket(websocket), None, None, state.schema, timedelta(seconds=INIT_SECONDS))
        self._state = state
        self._authorization = ""
        self.rights: Rights | None = None
        self._expiry: asyncio.Task[None] | None = None

    async def shutdown(self) -> None:
        """End what runs for this connection."""
        if self._expiry is not None:
            self._expiry.cancel()
        await super().shutdown()

    async def handle_message(self, message: Any) -> None:
        """Close with 4400 for a malformed frame."""
        reason = malformed(message)
        if reason is not None:
            await self.handle_invalid_message(reason)
            return
        await super().handle_message(message)

    async def handle_connection_init(self, message: Any) -> None:
        """Let a user in by the payload's `Authorization`; 4403 for anybody else, 1013 while nobody can be known."""
        if self.connection_init_received:
            await self.websocket.close(4429, "Too many initialisation requests")
            return
        self.connection_init_received = True
        if self.connection_init_timeout_task:
            self.connection_init_timeout_task.cancel()
        try:
            expiry = await self._let_in(message.get("payload") or {})
        except Unauthenticated as refusal:
            await self.websocket.close(4403, f"Forbidden: {refusal.message}")
            return
        except RateLimited as error:
            await self.websocket.close(4429, error.message)
            return
        except SalesError as error:
            await self.websocket.close(1013, error.message)
            return
        self._expiry = asyncio.create_task(self._close_at(expiry))
        await self.send_message({"type": "connection_ack"})
        self.connection_acknowledged = True

    async def _let_in(self, payload: dict[str, object]) -> datetime:
        authorization = payload.get("Authorization", payload.get("authorization"))
        if not isinstance(authorization, str):
            raise Unauthenticated('connect with the payload {"Authorization": "Bearer <accessToken>"}')
        self._authorization = authorization
        asker = await admitted(self._state, authorization)
        if not isinstance(asker, Admitted):
            raise asker or Unauthenticated(NOT_SIGNED_IN)
        rights = _rights(asker)
        if (
            sum(each.rights is not None and each.rights[0] == rights[0] for each in self._state.connections)
            >= CONNECTIONS
        ):
            raise RateLimited(f"at most {CONNECTIONS} connections of one user are open at once", WAIT_SECONDS)
        self.rights = rights
        return asker.expires

    async def look_again(self) -> None:
        """End the connection if who asks is let in no more."""
        if self.connection_acknowledged:
            asker = await admitted(self._state, self._authorization)
            reason = self._turned_away(asker)
            if reason is not None:
                await self.websocket.close(4403, f"Forbidden: {reason}")

    def _turned_away(self, asker: Asker) -> str | None:
        """Why the connection ends: who asks is let in no more, or with other rights than it was opened with."""
        if isinstance(asker, Unauthenticated):
            return asker.message
        if isinstance(asker, Admitted) and _rights(asker) != self.rights:
            return "your rights have changed: connect again"
        return None

    async def _close_at(self, expiry: datetime) -> None:
        await asyncio.sleep(max((expiry - datetime.now(UTC)).total_seconds(), 0))
        await self.websocket.close(4403, "Forbidden: the access token has expired, connect with a new one")

    async def handle_subscribe(self, message: Any) -> None:
        """Find the operation's document before Strawberry's handler starts it."""
        if self.connection_acknowledged and message["id"] not in self.operations:
            try:
                if len(self.operations) >= SUBSCRIPTIONS:
                    raise RateLimited(f"at most {SUBSCRIPTIONS} operations run at once on one connection", WAIT_SECONDS)
                text = self._state.documents.text(asked(message["payload"]))
            except SalesError as error:
                await self._refuse(message["id"], error)
                return
            message = {**message, "payload": {**message["payload"], "query": text}}
        await super().handle_subscribe(message)

    async def _refuse(self, operation_id: str, error: SalesError) -> None:
        shown = translated(GraphQLError(error.message, original_error=error), "")
        await self.send_message({"id": operation_id, "type": "error", "payload": [shown.formatted]})

    @staticmethod
    def _get_pre_execution_close_reason(_error: GraphQLError) -> str | None:
        return None

    async def run_operation(self, operation: Operation[Any, None]) -> None:
        """Run one operation to its end, under a context of its own."""
        try:
            results = await self.schema.stream(
                operation.query,
                variable_values=operation.variables,
                operation_name=operation.operation_name,
                context_value=await self._context(),
            )
            async with aclosing(cast("Any", results)), aclosing(cast("Any", self._while_active(results))) as told:
                await self._send_result_stream(operation, told)
            await operation.send_operation_message({"id": operation.id, "type": "complete"})
        except WebSocketDisconnected:
            return
        except Exception:
            log.exception("unforeseen error in an operation over a websocket")
            await self.websocket.close(1011, WENT_WRONG)

    async def _context(self) -> Context:
        context = context_of(self._state, await admitted(self._state, self._authorization))
        context.changes = self._state.changes
        return context

    async def _while_active(self, results: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Each result, as long as the user is let in: looked up again before every one but the first."""
        first = True
        async for result in results:
            if not first:
                reason = self._turned_away(await admitted(self._state, self._authorization))
                if reason is not None:
                    await self.websocket.close(4403, f"Forbidden: {reason}")
                    raise WebSocketDisconnected
            first = False
            yield result
