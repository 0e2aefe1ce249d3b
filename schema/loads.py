"""Loads: what was loaded, what of it was refused or is odd, and taking it back."""

from datetime import datetime
from enum import Enum
from typing import Self

import strawberry

from backend.accounts.roles import Role
from backend.analytics.paging import Page, PageRequest
from backend.errors import BadInput
from etl import loads as etl
from etl.quality import quality
from etl.records import LoadSummary
from etl.rejects import Reject
from etl.undo import undo_load
from schema.answered import answered
from schema.context import Info
from schema.paging import PageInfo, edges, page_info
from schema.quality import Quality


@strawberry.enum
class LoadStatus(Enum):
    RUNNING = "RUNNING"
    COMMITTED = "COMMITTED"
    FAILED = "FAILED"
    UNDONE = "UNDONE"


@strawberry.type
class RejectReason:
    reason: str
    rows: int
    examples: list[str] = strawberry.field(description="A few examples: file, row number, column, value.")

    @classmethod
    def of(cls, reject: Reject) -> Self:
        return cls(reason=reject.reason, rows=reject.rows, examples=list(reject.examples))


@strawberry.type
class Load:
    id: strawberry.ID
    source: str
    started_at: datetime
    finished_at: datetime | None
    status: LoadStatus
    error: str | None = strawberry.field(description="Why it failed.")
    orders_added: int
    orders_replaced: int
    orders_unchanged: int
    rows_read: int
    rows_loaded: int
    rows_rejected: int

    @answered("Rejected rows by reason, the commonest first.")
    async def rejects(self, info: Info) -> list[RejectReason]:
        return [RejectReason.of(reject) for reject in await info.context.loaders.rejects.load(int(self.id))]

    @answered("What is odd about the rows it brought, as far as they still stand.")
    async def quality(self, info: Info) -> Quality:
        return Quality.of(await quality(info.context.db, int(self.id)))

    @classmethod
    def of(cls, found: etl.Load) -> Self:
        return cls(
            id=strawberry.ID(str(found.load_id)),
            source=found.source,
            started_at=found.started_at,
            finished_at=found.finished_at,
            status=LoadStatus(found.status),
            error=found.error,
            orders_added=found.orders_added,
            orders_replaced=found.orders_replaced,
            orders_unchanged=found.orders_unchanged,
            rows_read=found.rows_read,
            rows_loaded=found.rows_loaded,
            rows_rejected=found.rows_rejected,
        )


@strawberry.type
class LoadEdge:
    cursor: str
    node: Load


@strawberry.type
class LoadConnection:
    edges: list[LoadEdge]
    page_info: PageInfo
    total_count: int

    @classmethod
    def of(cls, page: Page[etl.Load]) -> Self:
        return cls(
            edges=edges(page, lambda cursor, row: LoadEdge(cursor=cursor, node=Load.of(row))),
            page_info=page_info(page),
            total_count=page.total,
        )


@strawberry.type
class LoadQuery:
    @answered("All loads, newest first.")
    async def loads(self, info: Info, first: int = 20, after: str | None = None) -> LoadConnection | None:
        info.context.require_all_countries()
        return LoadConnection.of(await etl.loads(info.context.db, PageRequest(first, after)))


@strawberry.type
class LoadMutation:
    @strawberry.mutation(description="Take a load back: what it added goes, what it replaced returns.")
    async def undo_load(self, info: Info, load_id: strawberry.ID) -> Load:
        info.context.require_all_countries(Role.ANALYST)
        key = _load_id(load_id)
        await undo_load(info.context.loading, key)
        return Load.of(await etl.load_of(info.context.db, key))


async def currency(info: Info) -> str:
    """The data set's currency, or that of the settings while it is empty."""
    return (await info.context.dataset()).currency or info.context.settings.currency


async def recorded(info: Info, summary: LoadSummary) -> Load:
    return Load.of(await etl.load_of(info.context.db, summary.load_id))


def _load_id(given: str) -> int:
    if not given.isdecimal() or len(given) > 18:
        raise BadInput(f"{given!r} is not the id of a load; `loads` lists them", field="loadId")
    return int(given)
