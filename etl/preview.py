"""What a load would do, found out by doing it and taking it all back before anyone can see it."""

import asyncio
from dataclasses import dataclass

import polars as pl

from backend.analytics.filters import Filters, resolve
from backend.analytics.kpis import Kpis, kpis
from backend.db import Database, OneConnection
from etl.load import Progress, Understood, apply, check_currency
from etl.locking import exclusive
from etl.quality import Quality, quality
from etl.reading import Reader
from etl.records import LoadSummary, begin

_SAMPLE_ROWS = 10


@dataclass(frozen=True, slots=True)
class LoadPreview:
    """The effect of a load on the data set: figures before and after, first rows as understood, warnings, oddities."""

    understood: Understood
    columns: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    summary: LoadSummary
    before: Kpis
    after: Kpis
    warnings: tuple[str, ...]
    quality: Quality


class _TakenBack(Exception):
    """Ends the transaction, so that nothing of the preview stays."""


async def preview(db: Database, given: Understood, *, progress: Progress) -> LoadPreview:
    """Load inside a transaction that is rolled back. Raises as `etl.load.load` does, but for too many rejects."""
    found: LoadPreview | None = None
    columns, sample = await asyncio.to_thread(_sample, given)
    try:
        async with exclusive(db, lambda: progress("waiting for another load", 0.0)) as connection:
            await check_currency(connection, given.currency)
            inside = OneConnection(connection)
            before = await _figures(inside)
            load_id = await begin(inside, given.name, given.digest, given.mapping)
            summary = await apply(connection, load_id, given, progress, max_reject_share=1.0)
            after = await _figures(inside)
            odd = await quality(inside, load_id)
            found = LoadPreview(given, columns, sample, summary, before, after, _warnings(summary), odd)
            raise _TakenBack
    except _TakenBack:
        assert found is not None
        progress("done", 1.0)
        return found


async def _figures(db: Database) -> Kpis:
    return await kpis(db, await resolve(db, Filters()))


def _sample(given: Understood) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The first good rows as they are understood."""
    shown = ["number", "placed_at", "code", "description", "quantity", "unit_price", "total", "customer", "country"]
    for table, contract in given.sources:
        for batch in table.batches():
            rows = Reader(contract, table.name).read(batch).filter(pl.col("reason").is_null())
            if rows.height:
                first = rows.head(_SAMPLE_ROWS).with_columns(pl.col("placed_at").dt.strftime("%Y-%m-%d %H:%M:%S"))
                first = first.select(pl.col(shown).cast(pl.String).fill_null(""))
                return tuple(shown), tuple(first.iter_rows())
    return tuple(shown), ()


def _warnings(summary: LoadSummary) -> tuple[str, ...]:
    orders = summary.orders
    told = [
        (orders.shortened, f"{orders.shortened:,} orders would lose lines"),
        (orders.replaced, f"{orders.replaced:,} orders would be replaced"),
        (summary.rows_rejected, f"{summary.rows_rejected:,} of {summary.rows_read:,} rows would be rejected"),
        (not summary.rows_loaded, "no row would be loaded"),
    ]
    return tuple(text for count, text in told if count)
