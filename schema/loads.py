"""Loads: what was loaded, what a file would do, loading it and taking it back."""

from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import Self

import strawberry

from backend.accounts.users import Role
from backend.analytics.paging import Page, PageRequest
from backend.errors import BadInput, DataError
from etl import loads as etl
from etl.contract import LoadOptions as EtlOptions
from etl.load import Understood, load, understand_files
from etl.presets import preset_names
from etl.preview import LoadPreview as Preview
from etl.preview import preview
from etl.quality import quality
from etl.records import LoadSummary
from etl.rejects import Reject
from etl.undo import undo_load
from etl.uploads import Upload
from schema.answered import answered
from schema.context import Info
from schema.kpis import Kpis
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
class ColumnMapping:
    field: str
    column: str


@strawberry.type(description="What a load would do; nothing was changed.")
class LoadPreview:
    mapping: list[ColumnMapping]
    columns: list[str] = strawberry.field(description="What the columns of the sample are.")
    sample: list[list[str]]
    rows_read: int
    rows_loaded: int
    rows_rejected: int
    rejects: list[RejectReason]
    orders_added: int
    orders_replaced: int
    orders_unchanged: int
    before: Kpis
    after: Kpis
    warnings: list[str]

    @classmethod
    def of(cls, found: Preview) -> Self:
        summary = found.summary
        columns = found.understood.sources[0][1].columns
        return cls(
            mapping=[ColumnMapping(field=field, column=column) for field, column in columns.items()],
            columns=list(found.columns),
            sample=[list(row) for row in found.sample],
            rows_read=summary.rows_read,
            rows_loaded=summary.rows_loaded,
            rows_rejected=summary.rows_rejected,
            rejects=[RejectReason.of(reject) for reject in summary.rejects],
            orders_added=summary.orders.added,
            orders_replaced=summary.orders.replaced,
            orders_unchanged=summary.orders.unchanged,
            before=Kpis.of(found.before),
            after=Kpis.of(found.after),
            warnings=list(found.warnings),
        )


@strawberry.input
class ColumnMappingInput:
    field: str
    column: str


@strawberry.input
class LoadOptions:
    mapping: list[ColumnMappingInput] | None = None
    preset: str | None = None
    sheet: str | None = None
    country: str | None = None
    currency: str | None = None

    def as_etl(self) -> EtlOptions:
        """The options of loading. Raises BadInput for a preset that is none of ours: paths are the server's own."""
        if self.preset is not None and self.preset not in preset_names():
            raise BadInput(f"there is no preset {self.preset!r}; there is {', '.join(preset_names())}", field="preset")
        return EtlOptions(
            mapping={each.field: each.column for each in self.mapping or []},
            preset=self.preset,
            sheet=self.sheet,
            country=self.country,
            currency=self.currency,
        )


@strawberry.type
class LoadQuery:
    @answered("All loads, newest first.")
    async def loads(self, info: Info, first: int = 20, after: str | None = None) -> LoadConnection | None:
        return LoadConnection.of(await etl.loads(info.context.db, PageRequest(first, after)))


@strawberry.type
class LoadMutation:
    @strawberry.mutation(description="Take a load back: what it added goes, what it replaced returns.")
    async def undo_load(self, info: Info, load_id: strawberry.ID) -> Load:
        info.context.require(Role.ANALYST)
        key = _load_id(load_id)
        await undo_load(info.context.loading, key)
        return Load.of(await etl.load_of(info.context.db, key))

    @strawberry.mutation(description="What loading an uploaded file would do; nothing is changed.")
    async def preview_upload(
        self, info: Info, upload_id: strawberry.ID, options: LoadOptions | None = None
    ) -> LoadPreview:
        info.context.require(Role.ANALYST)
        understood = await _understood(info, _upload(info, upload_id), options)
        return LoadPreview.of(await preview(info.context.loading, understood, progress=_quiet))

    @strawberry.mutation(description="Load an uploaded file; the upload is gone afterwards.")
    async def load_upload(self, info: Info, upload_id: strawberry.ID, options: LoadOptions | None = None) -> Load:
        info.context.require(Role.ANALYST)
        upload = _upload(info, upload_id)
        understood = await _understood(info, upload, options)
        summary = await load(info.context.loading, understood, progress=_quiet, max_reject_share=MAX_REJECT_SHARE)
        info.context.uploads.forget(upload)
        return await recorded(info, summary)


MAX_REJECT_SHARE = EtlOptions().max_reject_share


def _quiet(_phase: str, _share: float) -> None:
    """Nobody watches."""


def _upload(info: Info, upload_id: str) -> Upload:
    return info.context.uploads.find(upload_id, str(info.context.signed_in().id))


async def _understood(info: Info, upload: Upload, options: LoadOptions | None) -> Understood:
    asked = replace((options or LoadOptions()).as_etl(), timezone=info.context.settings.timezone)
    try:
        return await understand_files([upload.path], asked, currency=await currency(info))
    except DataError as error:  # where the server keeps the file is nobody's business
        raise DataError(error.message.replace(str(upload.path), upload.path.name)) from error


async def currency(info: Info) -> str:
    """The data set's currency, or that of the settings while it is empty."""
    return (await info.context.dataset()).currency or info.context.settings.currency


async def recorded(info: Info, summary: LoadSummary) -> Load:
    return Load.of(await etl.load_of(info.context.db, summary.load_id))


def _load_id(given: str) -> int:
    if not given.isdecimal() or len(given) > 18:
        raise BadInput(f"{given!r} is not the id of a load; `loads` lists them", field="loadId")
    return int(given)
