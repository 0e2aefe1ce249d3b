"""The frames of graphql-transport-ws as a client may send them; whatever else comes is malformed."""

from collections.abc import Callable
from typing import Any

TYPES = ("connection_init", "ping", "pong", "subscribe", "complete")


def malformed(frame: object) -> str | None:
    """Why the frame breaks the protocol; None if it does not."""
    if not isinstance(frame, dict):
        return "a message must be a JSON object"
    kind = frame.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        return f"a message's type must be one of {', '.join(TYPES)}"
    if kind in {"subscribe", "complete"} and not (isinstance(frame.get("id"), str) and frame["id"]):
        return f"{kind} needs an id, a non-empty string"
    if kind == "subscribe":
        return _malformed_payload(frame.get("payload"))
    if kind != "complete" and not _optional(dict)(frame.get("payload")):
        return f"the payload of {kind} must be an object"
    return None


def _malformed_payload(payload: object) -> str | None:
    if not isinstance(payload, dict):
        return "subscribe needs a payload with a query"
    for name, fits, wanted in _PARTS:
        if not fits(payload.get(name)):
            return f"{name} must be {wanted}"
    hashed = payload.get("documentId") is not None or "persistedQuery" in (payload.get("extensions") or {})
    if payload.get("query") is None and not hashed:
        return "query must be text"
    return None


def _optional(kind: type) -> Callable[[Any], bool]:
    return lambda value: value is None or isinstance(value, kind)


_PARTS: list[tuple[str, Callable[[Any], bool], str]] = [
    ("query", _optional(str), "text"),
    ("operationName", _optional(str), "text"),
    ("variables", _optional(dict), "an object"),
    ("extensions", _optional(dict), "an object"),
]
