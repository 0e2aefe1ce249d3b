"""Marks the fields that ask the database: each leaves a receipt, and costs more than a field that is at hand."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from strawberry.extensions import FieldExtension

from backend.db.observation import observed
from schema.context import FieldReceipt, Info


class Answered(FieldExtension):
    """Observes what a field's resolver asks of the database, and notes it in the request's receipts."""

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Info, **arguments: Any
    ) -> Any:
        begun = time.perf_counter()
        with observed() as seen:
            try:
                return await next_(source, info, **arguments)
            finally:
                info.context.receipts.append(
                    FieldReceipt(
                        path=".".join(str(key) for key in info.path.as_list()),
                        source=" + ".join(seen.sources) or None,
                        reason="; ".join(seen.sources.values()) or None,
                        rows=seen.rows,
                        milliseconds=round((time.perf_counter() - begun) * 1000, 3),
                    )
                )
