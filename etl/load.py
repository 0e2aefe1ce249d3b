"""Loading, exactly once: one transaction from staged rows to the new version of the data set (docs/architecture.md)."""

import asyncio
import hashlib
import io
import re
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import polars as pl

from backend.db import Database
from backend.errors import BadInput, Conflict
from backend.rollups.refresh import gather_statistics, refresh
from etl.contract import Contract, LoadOptions
from etl.first_load import FirstLoad
from etl.locking import exclusive
from etl.merge import CREATE_STAGING, Merged, merge
from etl.reading import Reader
from etl.records import LoadSummary, begin, committed, fail, in_force
from etl.rejects import Rejects
from etl.sources import Table, open_tables
from etl.staging import Staged, Stager
from etl.understanding import understand
from etl.understanding.currency import agreed, settled

if TYPE_CHECKING:
    from backend.db import Connection

Progress = Callable[[str, float], None]
"""Called with the phase's name and the share done, 0..1."""

Source = tuple[Table, Contract]

_CURRENCY = re.compile(r"[A-Z]{3}")


class Loadable(Protocol):
    """What can be loaded: its batches, and the identity by which the same content is known again."""

    @property
    def name(self) -> str: ...
    @property
    def digest(self) -> bytes: ...
    @property
    def mapping(self) -> str: ...
    @property
    def currency(self) -> str: ...
    def staged(self) -> Iterator[Staged]: ...


@dataclass(frozen=True, slots=True)
class Understood:
    """Tables with the contracts they are read under; `mapping` is the first contract as JSON."""

    sources: tuple[Source, ...]
    name: str
    digest: bytes
    mapping: str
    currency: str

    @property
    def notes(self) -> tuple[str, ...]:
        """What there is to know of how the tables are read, beside their columns."""
        return tuple(note for _, contract in self.sources for note in contract.notes)

    def staged(self) -> Iterator[Staged]:
        """The rows of all tables as one load."""
        stager = Stager()
        for table, contract in self.sources:
            stager.begin_table()
            reader = Reader(contract, table.name)
            for batch in table.batches():
                yield stager.stage(reader.read(batch))


async def understand_files(paths: list[Path], options: LoadOptions, *, currency: str) -> Understood:
    """Find out what the files hold. Raises DataError naming the file, the place and the remedy."""
    tables = await asyncio.to_thread(open_tables, paths, options)
    return await understand_tables(tables, options, currency=currency)


async def understand_tables(tables: list[Table], options: LoadOptions, *, currency: str) -> Understood:
    """Find out what tables of text cells hold, whatever they come from."""
    if options.currency is not None and not _CURRENCY.fullmatch(options.currency):
        raise BadInput(f"{options.currency!r} is no currency; write its ISO 4217 code, as in EUR", field="currency")
    contracts = [await asyncio.to_thread(understand, table, options) for table in tables]
    currency = _currency(tables, contracts, currency)
    services = tuple(dict.fromkeys(code for contract in contracts for code in contract.service_codes))
    contracts = [
        replace(contract, service_codes=services, currency=currency if contract.currency else None)
        for contract in contracts
    ]
    sources = tuple(zip(tables, contracts, strict=True))
    return Understood(
        sources=sources,
        name=", ".join(Path(table.name).name for table in tables),
        digest=_digest(sources),
        mapping=contracts[0].as_json(),
        currency=currency,
    )


def _currency(tables: list[Table], contracts: list[Contract], usual: str) -> str:
    """The one currency of all tables, the usual one if none shows any. Raises Conflict for a second."""
    found, first = "", ""
    for table, contract in zip(tables, contracts, strict=True):
        both = agreed(found or contract.currency, contract.currency) if contract.currency else found
        if both is None:
            raise Conflict(
                f"{first} is in {found}, {table.name} in {contract.currency}; "
                "load each currency into a data set of its own"
            )
        found, first = both, first or table.name * bool(contract.currency)
    return settled(found, usual, first) if found else usual


async def load(db: Database, given: Loadable, *, progress: Progress, max_reject_share: float = 1.0) -> LoadSummary:
    """Load as one load: all of it or, whatever happens, nothing.

    Raises DataError (too many rejects), Conflict (another currency), Unavailable (database).
    """
    async with exclusive(db, lambda: progress("waiting for another load", 0.0)) as connection:
        done = await in_force(connection, given.digest)
        if done is None:
            await check_currency(connection, given.currency)
            load_id = await begin(db, given.name, given.digest, given.mapping)
            try:
                done = await apply(connection, load_id, given, progress, max_reject_share)
            except BaseException as error:
                await asyncio.shield(fail(db, load_id, error))
                raise
    progress("done", 1.0)
    return done


async def apply(
    connection: "Connection", load_id: int, given: Loadable, progress: Progress, max_reject_share: float
) -> LoadSummary:
    """Stage, merge and refresh inside the caller's transaction, under the load that was begun."""
    await connection.execute(CREATE_STAGING)
    rejects = Rejects(load_id)
    rows_loaded = 0
    first = await FirstLoad.begin(connection)
    async with aclosing(_read_ahead(given.staged())) as batches:
        async for staged in batches:
            rows_loaded += staged.lines.height
            await _copy_staged(connection, staged, rejects.numbered(staged.rejects))
            if first is not None:
                await first.move()
            progress(f"staging, {rows_loaded + rejects.rows:,} rows", 0.1)
    rejects.check(rows_loaded, max_reject_share)
    progress("merging", 0.4)
    merged = await merge(connection, load_id, first)
    progress("rollups", 0.8)
    version = await _refreshed(connection, merged, given.currency)
    progress("committing", 0.95)
    await gather_statistics(connection)
    summary = LoadSummary(
        load_id=load_id,
        source=given.name,
        already_loaded=False,
        rows_read=rows_loaded + rejects.rows,
        rows_loaded=rows_loaded,
        rows_rejected=rejects.rows,
        orders=merged,
        rejects=rejects.by_reason(),
        version=version,
    )
    await committed(connection, summary)
    return summary


async def check_currency(connection: "Connection", currency: str) -> None:
    """Raise Conflict when the data set is in another currency."""
    current = await connection.fetchval("select currency from dataset")
    if current is not None and current != currency:
        raise Conflict(
            f"the data set is in {current}, this load in {currency}; if it is in {current}, say so with --currency "
            f"{current}, else load it into a data set of its own (another SALES_HOME or DATABASE_URL)"
        )


async def _read_ahead(batches: Iterator[Staged]) -> AsyncGenerator[Staged, None]:
    """The batches, the next one read in a thread while the database takes the one before."""
    coming = asyncio.ensure_future(asyncio.to_thread(next, batches, None))
    try:
        while (staged := await coming) is not None:
            coming = asyncio.ensure_future(asyncio.to_thread(next, batches, None))
            yield staged
    finally:
        await asyncio.wait([coming])
        if not coming.cancelled():
            coming.exception()  # looked at, or asyncio reports it as lost


async def _copy_staged(connection: "Connection", staged: Staged, rejects: pl.DataFrame) -> None:
    copies = {
        "staged_orders": staged.orders,
        "staged_products": staged.products,
        "staged_descriptions": staged.descriptions,
        "staged_lines": staged.lines,
        "rejects": rejects,
    }
    for table, rows in copies.items():
        buffer = io.BytesIO()
        await asyncio.to_thread(rows.write_csv, buffer, include_header=False)
        buffer.seek(0)
        await connection.copy_to_table(table, source=buffer, columns=rows.columns, format="csv")


async def _refreshed(connection: "Connection", merged: Merged, currency: str) -> int:
    """The data set's version after the load: a new one, if it changed any order or any product's kind."""
    if merged.added or merged.replaced or merged.kinds:
        return await refresh(connection, currency)
    current: int = await connection.fetchval("select version from dataset")
    return current


def _digest(sources: Iterable[Source]) -> bytes:
    """SHA-256 over the tables' decompressed bytes and the contracts they are read under."""
    whole = hashlib.sha256()
    for table, contract in sources:
        whole.update(table.digest + contract.as_json().encode())
    return whole.digest()
