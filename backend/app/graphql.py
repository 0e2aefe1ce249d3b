"""The GraphQL endpoint: one operation in, one answer out.

A page of another site cannot use a visitor's session here (CSRF): the session's cookie counts in a POST of JSON by a
page of this very server alone. Everything else but signing in and out needs the `Authorization` header, over GET too,
and a browser sends that one, as it does JSON, to another origin only after a preflight, which is refused unless
SALES_CORS_ORIGINS names the page. GET answers queries alone.
"""

from functools import partial

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from strawberry import Schema
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from backend.app.access_log import QUIET
from backend.app.answers import ROOTS, Answer, Answers, Key, key_of
from backend.app.graphql_context import Admitted, admitted, context_of
from backend.app.graphql_request import Operation, Refused, operation
from backend.app.graphql_response import (
    HIT,
    JSON,
    MISS,
    STORED,
    accepted,
    body,
    kept_headers,
    kept_response,
    refusal,
    response,
)
from backend.app.persisted import Documents
from backend.app.repeats import LEARN, Meaning
from backend.app.session import authorization
from backend.errors import SalesError
from schema.context import Context
from schema.errors import translated

ALLOWED = {"GET": [OperationType.QUERY], "POST": [OperationType.QUERY, OperationType.MUTATION]}


async def graphql(request: Request) -> Response:
    """Answer an operation over GET (queries) or POST (queries and mutations)."""
    media_type = JSON
    try:
        media_type = accepted(request.headers.get("accept", ""))
        return await _response(request, media_type)
    except Refused as refused:
        return refusal(refused, media_type)


async def _response(request: Request, media_type: str) -> Response:
    asked, state = await operation(request), request.app.state
    asker = await admitted(state, await authorization(request))
    try:
        text = state.documents.text(asked.document)
    except SalesError as error:
        shown = translated(GraphQLError(error.message, original_error=error), "")
        return response(ExecutionResult(None, [shown]), media_type)
    if isinstance(asker, Admitted):
        key = key_of(asker.identity, text, asked.name, asked.variables)
        if key is not None:
            return await _kept_or_made(request, asked, asker, key, media_type)
    context = context_of(state, asker)
    return response(await _result(asked, text, context, request), media_type, context.cost_remaining, context.budget)


async def _kept_or_made(request: Request, asked: Operation, asker: Admitted, key: Key, media_type: str) -> Response:
    """The answer that is kept, if it is of this moment, else one made now, and kept if that may be."""
    state = request.app.state
    answer, status = state.answers.find(asker.moment.state, key), HIT
    budget = None
    if answer is None:
        context = context_of(state, asker)
        result = await _result(asked, key.document, context, request)
        answer, budget = _to_keep(state.answers, key, result, context), context.budget
        if answer is None:
            return response(result, media_type, context.cost_remaining, budget)
        status = STORED if state.answers.keep(context.outcome.state, key, answer) else MISS
    else:
        state.documents.keep(asked.document)
        request.scope[QUIET] = True
    if LEARN in request.scope and status is not MISS:
        headers = partial(kept_headers, status=HIT, media_type=media_type)
        request.scope[LEARN](Meaning(key, asker.identity.proof_id, asker.expires, headers))
    return kept_response(answer, status, media_type, request.headers.get("if-none-match"), budget)


async def _result(asked: Operation, text: str, context: Context, request: Request) -> ExecutionResult:
    schema: Schema = request.app.state.schema
    documents: Documents = request.app.state.documents
    try:
        result = await schema.execute(
            text,
            variable_values=asked.variables,
            operation_name=asked.name,
            context_value=context,
            allowed_operation_types=ALLOWED[request.method],
            operation_extensions=asked.extensions,
        )
    except InvalidOperationTypeError as error:
        raise _misplaced(error, request.method) from error
    except CannotGetOperationTypeError as error:
        raise Refused(400, error.as_http_error_reason()) from error
    except MissingQueryError as error:
        raise Refused(400, "`query` must be the text of a GraphQL document") from error
    if context.identity is not None and not isinstance(result, PreExecutionError):
        documents.keep(asked.document)
    return result


def _to_keep(answers: Answers, key: Key, result: ExecutionResult, context: Context) -> Answer | None:
    """The answer as whoever asks the same next may have it; None for one that must not be kept."""
    outcome = context.outcome
    if outcome.state is None or outcome.prepared is None or outcome.passing or result.errors or result.data is None:
        return None
    if not outcome.prepared.asks_only(ROOTS, key.operation):
        return None
    return Answer(body(result), answers.etag(outcome.state, key), context.cost_remaining or 0)


def _misplaced(error: InvalidOperationTypeError, method: str) -> Refused:
    if error.operation_type is OperationType.SUBSCRIPTION:
        return Refused(400, "subscriptions are answered over a websocket at this address (graphql-transport-ws)")
    reason = error.as_http_error_reason(method)
    return Refused(405, reason, Allow="POST") if method == "GET" else Refused(400, reason)
