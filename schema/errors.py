"""The error tree at the GraphQL edge: every error leaves with a code, only those meant for users with their text."""

import logging
import re
from typing import Any

import asyncpg
import strawberry
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.types import ExecutionContext

from backend.errors import BadInput, SalesError
from schema.hooks import Hooks
from schema.prepared import PreparedDocuments

log = logging.getLogger(__name__)

VARIABLE = re.compile(r"Variable '\$(?P<variable>\w+)'(?:[^:]* at [^:]*?(?P<part>[A-Za-z_]\w*)[^:A-Za-z_]*:)?")
SUGGESTION = " Did you mean"


class SalesSchema(strawberry.Schema):
    """A schema whose errors carry `extensions.code`, and which remembers the documents that it found valid."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.prepared = PreparedDocuments()

    def create_extensions_runner(self, execution_context: ExecutionContext, extensions: list[SchemaExtension]) -> Hooks:
        """The runner of one operation."""
        return Hooks(execution_context, extensions)

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Translate the errors in place; they are the list that is answered with."""
        context = execution_context.context if execution_context else None
        anonymous = getattr(context, "identity", None) is None
        request_id = getattr(context, "request_id", "")
        errors[:] = [translated(error, request_id, suggest=not anonymous) for error in errors]


def translated(error: GraphQLError, request_id: str, *, suggest: bool = True) -> GraphQLError:
    """The error as a client may see it; an unforeseen one is logged with its traceback and masked."""
    if "code" in (error.extensions or {}):
        return error
    cause = _cause(error)
    if isinstance(cause, SalesError):
        return _with(error, cause.message, {"code": cause.code, **cause.extensions})
    if _is_clients(error, cause):
        message = error.message if suggest else error.message.split(SUGGESTION)[0]
        return _with(error, message, {"code": BadInput.code, "field": _argument(error)})
    log.error("unforeseen error at %s", error.path or "the operation", exc_info=cause or error)
    message = f"something went wrong on the server; its log tells more under request {request_id}"
    return _with(error, message, {"code": SalesError.code, "requestId": request_id})


def _cause(error: GraphQLError) -> BaseException | None:
    """What was raised in a resolver, beneath GraphQL's wrapping; a text no database can hold is bad input."""
    cause: BaseException | None = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if isinstance(cause, CannotGetOperationTypeError):
        return BadInput(cause.as_http_error_reason(), field="operationName")
    if isinstance(cause, MissingQueryError):
        return BadInput("`query` must be the text of a GraphQL document", field="query")
    if isinstance(cause, asyncpg.CharacterNotInRepertoireError):
        return BadInput("a text holds a character that cannot be stored, such as NUL", field=_argument(error))
    return cause


def _argument(error: GraphQLError) -> str:
    """The variable, or the part of it, that GraphQL names; else the field, else the document."""
    named = VARIABLE.match(error.message)
    if named:
        return named["part"] or named["variable"]
    return str(error.path[-1]) if error.path else "query"


def _is_clients(error: GraphQLError, cause: BaseException | None) -> bool:
    """Whether GraphQL itself refuses the document, a variable or an argument, rather than a resolver failing."""
    if error.path is None:
        return cause is None or bool(error.nodes)
    return cause is None and error.message.startswith("Argument ")


def _with(error: GraphQLError, message: str, extensions: dict[str, object]) -> GraphQLError:
    return GraphQLError(
        message, error.nodes, error.source, error.positions, error.path, error.original_error, extensions
    )
