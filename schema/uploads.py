"""Uploaded files: what loading one would do, and loading it."""

import asyncio
from dataclasses import replace
from typing import Self

import strawberry

from backend.accounts.roles import Role
from backend.errors import BadInput, Conflict
from etl.contract import LoadOptions as EtlOptions
from etl.load import Understood, load, understand_tables
from etl.presets import preset_names
from etl.preview import LoadPreview as Preview
from etl.preview import preview
from etl.sources import open_tables
from etl.uploads import Upload
from schema.context import Info
from schema.kpis import Kpis
from schema.loads import Load, RejectReason, currency, recorded
from schema.quality import Quality


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
    quality: Quality = strawberry.field(description="What is odd about the rows it would bring.")

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
            warnings=[*found.warnings, *found.understood.notes],
            quality=Quality.of(found.quality),
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
class UploadMutation:
    @strawberry.mutation(description="What loading an uploaded file would do; nothing is changed.")
    async def preview_upload(
        self, info: Info, upload_id: strawberry.ID, options: LoadOptions | None = None
    ) -> LoadPreview:
        info.context.require_all_countries(Role.ANALYST)
        understood = await _understood(info, await _upload(info, upload_id), options)
        return LoadPreview.of(await preview(info.context.loading, understood, progress=_quiet))

    @strawberry.mutation(description="Load an uploaded file; the upload is gone afterwards.")
    async def load_upload(self, info: Info, upload_id: strawberry.ID, options: LoadOptions | None = None) -> Load:
        info.context.require_all_countries(Role.ANALYST)
        upload = await _upload(info, upload_id)
        understood = await _understood(info, upload, options)
        summary = await load(
            info.context.loading, understood, progress=_quiet, max_reject_share=EtlOptions().max_reject_share
        )
        await info.context.uploads.forget(upload)
        return await recorded(info, summary)


def _quiet(_phase: str, _share: float) -> None:
    """Nobody watches."""


async def _upload(info: Info, upload_id: str) -> Upload:
    """The user's own upload. Raises NotFound, or Conflict while it arrives."""
    upload = await info.context.uploads.find(upload_id, str(info.context.signed_in().id))
    if not upload.complete:
        raise Conflict(
            f"upload {upload_id} is still arriving ({upload.received:,} bytes so far); try again when it has"
        )
    return upload


async def _understood(info: Info, upload: Upload, options: LoadOptions | None) -> Understood:
    asked = replace((options or LoadOptions()).as_etl(), timezone=info.context.settings.timezone)
    # Named by the file alone: where the server keeps it is nobody's business.
    tables = await asyncio.to_thread(open_tables, [upload.path], asked, named_from=upload.path.parent)
    return await understand_tables(tables, asked, currency=await currency(info))
