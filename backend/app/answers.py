"""Answers kept as they were sent, until the data set changes."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from backend.accounts.identity import Identity
from backend.accounts.roles import Role
from schema.present import State

ROOTS = frozenset({"sales", "dataset", "customer", "product", "order"})
"""An operation is kept if it asks nothing else: these depend on the data set and on who asks alone."""

_ENTRY_BYTES = 1000  # what an entry takes beside its texts


class Key(NamedTuple):
    """What an answer depends on beside the data set; `variables` as JSON with sorted keys."""

    document: str
    operation: str | None
    variables: bytes
    role: Role
    countries: tuple[str, ...] | None
    operations: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A body as it was first sent; `remaining` is what was left of the cost limit."""

    body: bytes
    etag: str
    remaining: int


def key_of(identity: Identity, document: str, operation: str | None, variables: dict[str, Any] | None) -> Key | None:
    """The key of an operation; None for variables that cannot be told apart with certainty."""
    try:
        written = orjson.dumps(variables or {}, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # an integer of more than 64 bits
        return None
    return Key(document, operation, written, identity.role, identity.countries, identity.operations)


class Answers:
    """The answers of one state of the data set, those asked last, in at most `most_bytes`.

    making: what else decides how an answer looks, such as the schema and the settings.
    """

    def __init__(self, most_bytes: int, making: str) -> None:
        self._most_bytes = most_bytes
        self._making = hashlib.sha256(making.encode()).hexdigest()
        self._state: State | None = None
        self._kept: OrderedDict[Key, Answer] = OrderedDict()
        self._bytes = 0

    def find(self, state: State, key: Key) -> Answer | None:
        """The answer of this state of the data set, if it is kept."""
        found = self._kept.get(key) if state == self._state else None
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def etag(self, state: State, key: Key) -> str:
        """A weak tag, the same on every process: equal tags stand for equal answers, whatever their receipts."""
        told = repr((self._making, state, key._replace(operations=None))).encode(errors="backslashreplace")
        return f'W/"{hashlib.sha256(told).hexdigest()[:32]}"'

    def keep(self, state: State, key: Key, answer: Answer) -> bool:
        """Keep an answer, if there is room and none is kept yet; whether this one is.

        Those of another state go, and as many of those not asked for longest as are too many.
        """
        if state != self._state:
            self._state, self._bytes = state, 0
            self._kept.clear()
        if key in self._kept or _bytes(key, answer) > self._most_bytes:
            return False
        self._kept[key] = answer
        self._bytes += _bytes(key, answer)
        while self._bytes > self._most_bytes:
            self._bytes -= _bytes(*self._kept.popitem(last=False))
        return True


def _bytes(key: Key, answer: Answer) -> int:
    return len(answer.body) + 4 * len(key.document) + len(key.variables) + _ENTRY_BYTES
