"""`sales load`: files into the database, or what they would do, with progress and a summary."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from backend.cli.database import connected, currency_of, database_of, migrate_embedded, require_migrated
from backend.errors import DataError, UsageError
from backend.settings import Settings, load_settings

if TYPE_CHECKING:
    from backend.db import Database
    from etl.contract import DateOrder, DecimalMark, LoadOptions
    from etl.load import Progress, Understood
    from etl.preview import LoadPreview
    from etl.quality import Quality
    from etl.records import LoadSummary

SAMPLE = "built-in sample"
SIGNS = "*?["


@dataclass(frozen=True, slots=True)
class Request:
    """What to load, and how; `dry_run` shows what it would do and changes nothing."""

    files: list[Path]
    options: "LoadOptions"
    sample: bool = False
    dry_run: bool = False


def options(
    columns: list[str],
    preset: str | None,
    sheet: str | None,
    country: str | None,
    currency: str | None,
    date_order: str | None,
    decimal: str | None,
    max_reject_share: float,
) -> "LoadOptions":
    """The options as given on the command line. Raises UsageError."""
    from etl.contract import FIELDS, LoadOptions

    mapping = {}
    for given in columns:
        field, sign, column = given.partition("=")
        if not sign or field.strip() not in FIELDS:
            raise UsageError(f"--map {given}: write field=column or field= (none); fields are {', '.join(FIELDS)}")
        mapping[field.strip()] = column.strip()
    match date_order:
        case None:
            order: DateOrder | None = None
        case "day-first" | "month-first" | "year-first":
            order = date_order
        case _:
            raise UsageError(f"--date-order {date_order}: write day-first, month-first or year-first")
    match decimal:
        case None:
            mark: DecimalMark | None = None
        case "point" | "comma":
            mark = decimal
        case _:
            raise UsageError(f"--decimal {decimal}: write point or comma")
    return LoadOptions(
        mapping=mapping,
        preset=preset,
        sheet=sheet,
        country=country,
        currency=currency,
        date_order=order,
        decimal=mark,
        max_reject_share=max_reject_share,
    )


def run_load(request: Request) -> None:
    """Load files, or the built-in sample, as one load. Raises DataError, UsageError, Conflict, Unavailable."""
    if request.sample == bool(request.files):
        raise UsageError("name the files to load, or --sample for the built-in one")
    settings = load_settings()
    request = replace(request, files=expanded(request.files))
    require_files(request.files)
    started = monotonic()
    with database_of(settings) as dsn, _progress() as progress:
        done = asyncio.run(_load(dsn, settings, request, progress))
    from backend.cli.load_report import print_preview, print_summary

    if isinstance(done, tuple):
        print_summary(*done, monotonic() - started, quiet_rejects=request.sample)
    else:
        print_preview(done)


def expanded(files: list[Path]) -> list[Path]:
    """The files, with patterns such as `exports/*.csv` replaced by what they match, where the shell has not."""
    found: list[Path] = []
    for path in files:
        pattern = path.relative_to(path.anchor)
        has_sign = any(sign in str(path) for sign in SIGNS)
        matches = sorted(Path(path.anchor or ".").glob(str(pattern))) if has_sign and not path.exists() else []
        found += matches or [path]
    return found


def require_files(files: list[Path]) -> None:
    """Raise DataError for the first that is no file, before anything slow begins; `-` is standard input."""
    for path in files:
        if str(path) == "-" or path.is_file():
            continue
        if path.is_dir():
            raise DataError(f"{path}: this is a directory; name the files in it, as in {path}/*.csv")
        what = "no file matches this pattern" if any(sign in str(path) for sign in SIGNS) else "there is no such file"
        raise DataError(f"{path}: {what}" + ("" if path.is_absolute() else f" in {Path.cwd()}"))


async def _load(
    dsn: str, settings: Settings, request: Request, progress: "Progress"
) -> "tuple[Understood, LoadSummary, Quality | None] | LoadPreview":
    from etl.load import load
    from etl.preview import preview
    from etl.quality import quality

    await migrate_embedded(dsn, settings)
    async with connected(dsn, settings) as db:
        await require_migrated(db)
        progress("making the sample" if request.sample else "understanding", 0.0)
        given = await understood(db, request, settings)
        if request.dry_run:
            return await preview(db, given, progress=progress)
        summary = await load(
            db,
            given,
            progress=lambda phase, share: None if phase == "done" else progress(phase, share),
            max_reject_share=request.options.max_reject_share,
        )
        odd = None
        if not summary.already_loaded:
            progress("quality", 0.97)
            odd = await quality(db, summary.load_id)
        progress("done", 1.0)
        return given, summary, odd


async def understood(db: "Database", request: Request, settings: Settings) -> "Understood":
    """What the request's files, or the sample, hold. Raises DataError."""
    from etl.load import understand_files, understand_tables

    asked = replace(request.options, timezone=settings.timezone)
    if request.files:
        return await understand_files(request.files, asked, currency=await currency_of(db, settings))
    from etl.sample import sample_rows
    from etl.sources import table_in_memory

    table = table_in_memory(SAMPLE, await asyncio.to_thread(sample_rows))
    return await understand_tables([table], asked, currency=await currency_of(db, settings))


@contextmanager
def _progress() -> Iterator["Progress"]:
    """A bar on a terminal, a line for each phase elsewhere; both on standard error."""
    if not sys.stderr.isatty():
        yield _PlainProgress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<22}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task("starting", total=1.0)
        yield lambda phase, share: bar.update(task, description=phase, completed=share)


class _PlainProgress:
    def __init__(self) -> None:
        self._phase = ""

    def __call__(self, phase: str, share: float) -> None:
        if phase != self._phase:
            self._phase = phase
            print(f"{share:4.0%}  {phase}", file=sys.stderr, flush=True)  # noqa: T201 - a command's output
