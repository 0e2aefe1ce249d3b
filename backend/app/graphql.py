"""The GraphQL endpoint: one operation in, one answer out.

A page of another site cannot use a visitor's session here (CSRF): there are no cookies. Everything but signing in and
out needs the `Authorization` header, over GET too, and a browser sends that one, as it does JSON, to another origin
only after a preflight, which is refused unless SALES_CORS_ORIGINS names the page. GET answers queries alone.
"""

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from strawberry import Schema
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from backend.app.graphql_context import context_of
from backend.app.graphql_request import Refused, operation
from backend.app.graphql_response import JSON, accepted, json_response, response
from backend.app.persisted import Documents
from backend.errors import SalesError
from schema.errors import translated

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
    state = request.app.state
    schema: Schema = state.schema
    documents: Documents = state.documents
    context = await context_of(state, request.headers.get("authorization"))
    try:
        result = await schema.execute(
            documents.text(asked.document),
            variable_values=asked.variables,
            operation_name=asked.name,
            context_value=context,
            allowed_operation_types=ALLOWED[request.method],
            operation_extensions=asked.extensions,
        )
    except SalesError as error:
        return ExecutionResult(None, [translated(GraphQLError(error.message, original_error=error), "")])
    except InvalidOperationTypeError as error:
        raise _misplaced(error, request.method) from error
    except CannotGetOperationTypeError as error:
        raise Refused(400, error.as_http_error_reason()) from error
    except MissingQueryError as error:
        raise Refused(400, "`query` must be the text of a GraphQL document") from error
    if context.user is not None and not isinstance(result, PreExecutionError):
        documents.keep(asked.document)
    return result


def _misplaced(error: InvalidOperationTypeError, method: str) -> Refused:
    if error.operation_type is OperationType.SUBSCRIPTION:
        return Refused(400, "subscriptions are answered over a websocket at this address (graphql-transport-ws)")
    reason = error.as_http_error_reason(method)
    return Refused(405, reason, Allow="POST") if method == "GET" else Refused(400, reason)
