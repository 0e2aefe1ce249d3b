"""Who did what, for administrators."""

from datetime import datetime
from typing import Self

import strawberry
from asyncpg import Record

from backend.accounts.roles import Role
from backend.analytics.paging import Listing, Page, PageRequest, page
from schema.answered import answered
from schema.context import Info
from schema.paging import PageInfo, edges, page_info
from schema.users import id_of

_ENTRIES = """
select entry_id, at, actor, action, target, address, entry_id::numeric as sort_value, entry_id::text as sort_key
from audit_log where $1::uuid is null or user_id = $1
"""


@strawberry.type
class AuditEntry:
    id: strawberry.ID
    at: datetime
    actor: str
    action: str
    target: str | None
    address: str | None

    @classmethod
    def of(cls, row: Record) -> Self:
        entry_id = strawberry.ID(str(row["entry_id"]))
        return cls(
            id=entry_id,
            at=row["at"],
            actor=row["actor"],
            action=row["action"],
            target=row["target"],
            address=row["address"],
        )


@strawberry.type
class AuditEdge:
    cursor: str
    node: AuditEntry


@strawberry.type
class AuditConnection:
    edges: list[AuditEdge]
    page_info: PageInfo
    total_count: int

    @classmethod
    def of(cls, found: Page[AuditEntry]) -> Self:
        return cls(
            edges=edges(found, lambda cursor, row: AuditEdge(cursor=cursor, node=row)),
            page_info=page_info(found),
            total_count=found.total,
        )


@strawberry.type
class AuditQuery:
    @answered("Who did what, when and from where, newest first. For administrators.")
    async def audit_log(
        self, info: Info, first: int = 50, after: str | None = None, user_id: strawberry.ID | None = None
    ) -> AuditConnection | None:
        info.context.require(Role.ADMIN)
        user = None if user_id is None else id_of(user_id, "user")
        listing = Listing(_ENTRIES, (user,), "DESC", ("audit log", user))
        return AuditConnection.of(await page(info.context.db, listing, PageRequest(first, after), AuditEntry.of))
