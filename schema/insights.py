"""Findings worth a manager's morning."""

from datetime import date
from typing import Self

import strawberry

from backend.analytics import insights as analytics


@strawberry.type(description="query is a GraphQL document that gives the finding's numbers again.")
class Insight:
    kind: str
    title: str
    detail: str
    from_: date | None = strawberry.field(name="from")
    to: date | None
    query: str

    @classmethod
    def of(cls, found: analytics.Insight) -> Self:
        return cls(
            kind=found.kind,
            title=found.title,
            detail=found.detail,
            from_=found.start,
            to=found.end,
            query=found.query,
        )
