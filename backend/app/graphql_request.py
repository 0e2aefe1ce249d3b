"""GraphQL over HTTP, the way in: what a request asks for, or why it cannot be understood."""

import json
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from backend.app.persisted import Asked, asked
from backend.errors import BadInput

BODY_BYTES = 1024 * 1024
METHODS = ("GET", "POST")
CHARSETS = {"", "utf-8", "utf8"}


class Refused(Exception):
    """The request is not understood as GraphQL over HTTP; `status` is the answer's."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers

    def body(self) -> dict[str, object]:
        """The answer, in GraphQL's form."""
        return {"errors": [{"message": str(self), "extensions": {"code": BadInput.code, "field": "request"}}]}


@dataclass(frozen=True)
class Operation:
    """What a request asks for; the document is still to be looked up if only its hash was sent."""

    document: Asked
    name: str | None
    variables: dict[str, Any] | None
    extensions: dict[str, Any] | None


async def operation(request: Request) -> Operation:
    """The operation in a GET's parameters or a POST's JSON body. Raises Refused."""
    if request.method == "GET":
        return _checked(_from_parameters(request))
    if request.method != "POST":
        raise Refused(405, "use POST, or GET for queries", Allow=", ".join(METHODS))
    _check_content_type(request.headers.get("content-type", ""))
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refused(415, "send the request uncompressed")
    return _checked(decoded(await _body(request)))


def _check_content_type(content_type: str) -> None:
    """JSON alone: a browser sends other sites' forms without asking, but never JSON."""
    kind, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charset = next((part.removeprefix("charset=").strip('"') for part in parameters if part.startswith("charset=")), "")
    if kind != "application/json" or charset not in CHARSETS:
        raise Refused(415, "send the header `Content-Type: application/json`, in UTF-8")


async def _body(request: Request) -> bytes:
    """The whole body, given up as soon as it is too large."""
    too_large = Refused(413, f"the request is larger than {BODY_BYTES // 1024} KiB", Connection="close")
    if int(request.headers.get("content-length", "0")) > BODY_BYTES:
        raise too_large
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            raise too_large
    return bytes(body)


def _from_parameters(request: Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = decoded(given[name].encode(errors="surrogatepass"))
    return given


def decoded(body: bytes) -> Any:
    """A JSON value, strictly read. Raises Refused."""
    try:
        value = json.loads(body.decode(), parse_constant=_no_number)
        if b"\\u" in body:
            json.dumps(value, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise Refused(400, "the request is not valid JSON in UTF-8") from error
    return value


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _checked(given: Any) -> Operation:
    if isinstance(given, list):
        raise Refused(400, "several operations in one request are not accepted: send one at a time")
    if not isinstance(given, dict):
        raise Refused(400, "the request's JSON must be an object with `query`")
    name, variables, extensions = given.get("operationName"), given.get("variables"), given.get("extensions")
    if name is not None and not isinstance(name, str):
        raise Refused(400, "`operationName` must be text")
    for label, value in (("variables", variables), ("extensions", extensions)):
        if value is not None and not isinstance(value, dict):
            raise Refused(400, f"`{label}` must be an object")
    return Operation(_document(given), name or None, variables, extensions)


def _document(given: dict[str, Any]) -> Asked:
    query = given.get("query")
    if query is not None and not isinstance(query, str):
        raise Refused(400, "`query` must be the text of a GraphQL document")
    try:
        document = asked({**given, "query": query if query and query.strip() else None})
    except BadInput as error:
        raise Refused(400, error.message) from error
    if document.text is None and document.digest is None:
        raise Refused(400, "`query` must be the text of a GraphQL document")
    return document
