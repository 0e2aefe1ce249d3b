"""Marks the fields that ask the database: each leaves a receipt, and costs more than a field that is at hand."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension

from backend.db.observation import observed
from schema.context import Info
from schema.shadow import sample


def answered(description: str) -> Callable[[Callable[..., Any]], Any]:
    """A field whose resolver asks the database."""
    field: Callable[[Callable[..., Any]], Any] = strawberry.field(extensions=[Answered()], description=description)
    return field


class Answered(FieldExtension):
    """Observes what a field's resolver asks of the database, and notes it in the request's receipts."""

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Info, **arguments: Any
    ) -> Any:
        begun = time.perf_counter()
        with observed() as seen:
            try:
                answer = await next_(source, info, **arguments)
            finally:
                info.context.note(_path(info), seen, (time.perf_counter() - begun) * 1000)
        sample(info.context, _path(info), seen, source, answer, lambda: next_(source, info, **arguments))
        return answer


def _path(info: Info) -> str:
    """The field's place in the answer, without positions in lists: fields of many rows share one receipt."""
    return ".".join(key for key in info.path.as_list() if isinstance(key, str))
