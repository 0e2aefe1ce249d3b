"""GraphQL over HTTP, the way out: media type, status and body of an answer."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.responses import Response
from strawberry.types import ExecutionResult

from backend.app.answers import Answer
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
HIT, STORED, BYPASS = "sales; hit", "sales; fwd=miss; stored", "sales; fwd=bypass"
"""Values of Cache-Status (RFC 9211)."""

ALWAYS = {"Cache-Control": "no-store", "Vary": "Accept, Authorization"}  # it is one user's: no cache between keeps it


@lru_cache(maxsize=200)
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


def body(result: ExecutionResult) -> bytes:
    """The answer to an operation that was understood, run or not, as JSON."""
    parts: dict[str, Any] = {"errors": [error.formatted for error in result.errors]} if result.errors else {}
    if _began(result):
        parts["data"] = result.data
    if result.extensions:
        parts["extensions"] = result.extensions
    return orjson.dumps(parts)


def response(
    result: ExecutionResult, media_type: str, remaining: int | None = None, budget: int | None = None
) -> Response:
    """An answer that is not kept; `remaining` is what is left of the cost limit, where the cost is known.

    `budget` is what is left of the user's. What came too fast is 429, in either media type.
    """
    status = 200 if _began(result) or media_type == JSON else _refusal_status(result.errors or [])
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {"Cache-Status": BYPASS}
    wait = _wait(result)
    if wait is not None:
        status, headers["Retry-After"] = 429, str(wait)
    if remaining is not None:
        headers["X-Cost-Remaining"] = str(remaining)
    if budget is not None:
        headers["X-Cost-Budget"] = str(budget)
    return _json(body(result), status, media_type, headers)


def _wait(result: ExecutionResult) -> int | None:
    """The seconds to wait before asking again, where nothing was answered because too much was asked."""
    if result.data is not None and any(value is not None for value in result.data.values()):
        return None
    told = [(error.extensions or {}).get("retryAfter") for error in result.errors or ()]
    return max((seconds for seconds in told if isinstance(seconds, int)), default=None)


def _began(result: ExecutionResult) -> bool:
    return result.data is not None or any(error.path for error in result.errors or ())


def _refusal_status(errors: list[GraphQLError]) -> int:
    codes = ((error.extensions or {}).get("code") for error in errors)
    return max((STATUS.get(str(code), 400) for code in codes), default=400)


def kept_response(
    answer: Answer, status: str, media_type: str, known: str | None, budget: int | None = None
) -> Response:
    """An answer that is kept, or was; 304 if `known`, the request's If-None-Match, names it."""
    if known is not None and answer.etag in (tag.strip() for tag in known.split(",")):
        return Response(None, 304, {**ALWAYS, "ETag": answer.etag, "Cache-Status": status})
    ready = _Ready(answer, status, media_type)
    if budget is not None:
        ready.headers["X-Cost-Budget"] = str(budget)
    return ready


class _Ready(Response):
    """Bytes with headers that need no more work."""

    def __init__(self, answer: Answer, status: str, media_type: str) -> None:
        self.status_code = 200
        self.background = None
        self.body = answer.body
        self.raw_headers = kept_headers(answer, status, media_type)


def kept_headers(answer: Answer, status: str, media_type: str) -> list[tuple[bytes, bytes]]:
    """The headers of an answer that is kept, as ASGI has them; the list is the caller's."""
    return [
        *_KEPT[status, media_type],
        (b"content-length", b"%d" % len(answer.body)),
        (b"etag", answer.etag.encode()),
        (b"x-cost-remaining", b"%d" % answer.remaining),
    ]


_KEPT = {
    (status, media_type): [
        *((name.lower().encode(), value.encode()) for name, value in ALWAYS.items()),
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"cache-status", status.encode()),
    ]
    for status in (HIT, STORED)
    for media_type in (JSON, GRAPHQL)
}


def refusal(refused: Refused, media_type: str) -> Response:
    """The answer to what is not understood as GraphQL over HTTP."""
    return _json(orjson.dumps(refused.body()), refused.status, media_type, refused.headers)


def _json(content: bytes, status: int, media_type: str, headers: Mapping[str, str]) -> Response:
    return Response(content, status, {**ALWAYS, **headers}, f"{media_type}; charset=utf-8")
