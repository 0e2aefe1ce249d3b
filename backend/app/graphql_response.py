"""GraphQL over HTTP, the way out: media type, status and body of an answer."""

import json
from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError
from starlette.responses import Response
from strawberry.types import ExecutionResult

from backend.app.graphql_request import Refused

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
STATUS = {
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "RATE_LIMITED": 429,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
    "TIMEOUT": 504,
}


def accepted(accept: str) -> str:
    """The media type to answer with, by preference; JSON where any will do. Raises Refused with 406."""
    if not accept.strip():
        return JSON
    best, best_quality = None, 0.0
    for media_range in accept.split(","):
        kind, *parameters = (part.strip().lower() for part in media_range.split(";"))
        quality = _quality(parameters)
        offered = {GRAPHQL: GRAPHQL, JSON: JSON, "application/*": JSON, "*/*": JSON}.get(kind)
        if offered is not None and quality > best_quality:
            best, best_quality = offered, quality
    if best is None:
        raise Refused(406, f"this address answers with {GRAPHQL} or {JSON}")
    return best


def _quality(parameters: list[str]) -> float:
    given = next((part.removeprefix("q=") for part in parameters if part.startswith("q=")), "1")
    try:
        return float(given)
    except ValueError:
        return 0.0


def response(result: ExecutionResult, media_type: str) -> Response:
    """The answer to an operation that was understood, run or not."""
    errors = result.errors or []
    began = result.data is not None or any(error.path for error in errors)
    body: dict[str, Any] = {"errors": [error.formatted for error in errors]} if errors else {}
    if began:
        body["data"] = result.data
    if result.extensions:
        body["extensions"] = result.extensions
    status = 200 if began or media_type == JSON else _refusal_status(errors)
    return json_response(body, status, media_type, {"WWW-Authenticate": "Bearer"} if status == 401 else {})


def _refusal_status(errors: list[GraphQLError]) -> int:
    codes = ((error.extensions or {}).get("code") for error in errors)
    return max((STATUS.get(str(code), 400) for code in codes), default=400)


def json_response(body: object, status: int, media_type: str, headers: Mapping[str, str]) -> Response:
    """A JSON answer that no cache keeps, because it is one user's."""
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(
        text.encode(errors="replace"),
        status,
        {"Cache-Control": "no-store", "Vary": "Accept, Authorization", **headers},
        f"{media_type}; charset=utf-8",
    )
