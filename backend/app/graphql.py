"""The GraphQL endpoint: one operation in, one answer out."""

from starlette.requests import Request
from starlette.responses import Response
from strawberry import Schema
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from backend.accounts.users import User
from backend.app.graphql_request import Refused, operation
from backend.app.graphql_response import JSON, accepted, json_response, response
from backend.app.logging import request_id
from backend.errors import SalesError, Unauthenticated
from schema.context import Context

ALLOWED = {"GET": [OperationType.QUERY], "POST": [OperationType.QUERY, OperationType.MUTATION]}


async def graphql(request: Request) -> Response:
    """Answer an operation over GET (queries) or POST (queries and mutations)."""
    media_type = JSON
    try:
        media_type = accepted(request.headers.get("accept", ""))
        return response(await _result(request), media_type)
    except Refused as refused:
        return json_response(refused.body(), refused.status, media_type, refused.headers)


async def _result(request: Request) -> ExecutionResult:
    asked = await operation(request)
    schema: Schema = request.app.state.schema
    try:
        return await schema.execute(
            asked.query,
            variable_values=asked.variables,
            operation_name=asked.name,
            context_value=await _context(request),
            allowed_operation_types=ALLOWED[request.method],
            operation_extensions=asked.extensions,
        )
    except InvalidOperationTypeError as error:
        reason = error.as_http_error_reason(request.method)
        raise (Refused(405, reason, Allow="POST") if request.method == "GET" else Refused(400, reason)) from error
    except CannotGetOperationTypeError as error:
        raise Refused(400, error.as_http_error_reason()) from error
    except MissingQueryError as error:
        raise Refused(400, "`query` must be the text of a GraphQL document") from error


async def _context(request: Request) -> Context:
    state = request.app.state
    context = Context(state.db, state.settings, state.sessions, state.forecasts, request_id.get())
    try:
        context.user = await _user(request)
    except SalesError as refusal:
        context.refusal = refusal
    return context


async def _user(request: Request) -> User | None:
    """The user of the bearer token; None without one. Raises Unauthenticated, or Unavailable with the database away."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated("the header must read `Authorization: Bearer <accessToken>`")
    user: User = await request.app.state.sessions.user(token.strip())
    return user
