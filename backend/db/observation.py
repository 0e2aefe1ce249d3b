"""What the database was asked for one answer: kept for receipts, and for tests that count statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True)
class Observation:
    """Statements run and rows fetched while observed; `sources` are (table, why it was chosen), in order of use."""

    statements: int = 0
    rows: int = 0
    sources: dict[str, str] = field(default_factory=dict)


_current: ContextVar[Observation | None] = ContextVar("observation", default=None)


@contextmanager
def observed() -> Iterator[Observation]:
    """Observe everything asked within, tasks started within included."""
    observation = Observation()
    token = _current.set(observation)
    try:
        yield observation
    finally:
        _current.reset(token)


def note_rows(rows: int) -> None:
    """Count one statement and the rows it fetched."""
    observation = _current.get()
    if observation is not None:
        observation.statements += 1
        observation.rows += rows


def note_source(table: str, reason: str) -> None:
    """Say which table answers, and why that one."""
    observation = _current.get()
    if observation is not None:
        observation.sources.setdefault(table, reason)
