"""`sales load`: a file into the database, with progress and a summary."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from backend.cli.database import connected, database_of, migrate_embedded, require_migrated
from backend.errors import DataError, UsageError
from backend.settings import Settings, load_settings

if TYPE_CHECKING:
    from rich.table import Table

    from etl.load import LoadSummary, Progress

SAMPLE = "built-in sample"


def run_load(files: list[Path], *, sample: bool) -> None:
    """Load files, or the built-in sample, as one load. Raises DataError, UsageError, Conflict, Unavailable."""
    if sample == bool(files):
        raise UsageError("name the files to load, or --sample for the built-in one")
    require_files(files)
    settings = load_settings()
    started = monotonic()
    with database_of(settings) as dsn, _progress() as progress:
        summary = asyncio.run(_load(dsn, settings, files, progress))
    _print_summary(summary, monotonic() - started)


def require_files(files: list[Path]) -> None:
    """Raise DataError for the first that is no file, before anything slow begins."""
    for path in files:
        if not path.is_file():
            raise DataError(
                f"{path}: {'this is a directory; name the file in it' if path.is_dir() else 'there is no such file'}"
            )


async def _load(dsn: str, settings: Settings, files: list[Path], progress: "Progress") -> "LoadSummary":
    from etl.extract import text_table
    from etl.load import load_files, load_tables

    await migrate_embedded(dsn, settings)
    async with connected(dsn, settings) as db:
        await require_migrated(db)
        if files:
            return await load_files(db, files, currency=settings.currency, progress=progress)
        from etl.sample import sample_rows

        progress("making the sample", 0.0)
        table = text_table(SAMPLE, await asyncio.to_thread(sample_rows))
        return await load_tables(db, [table], currency=settings.currency, progress=progress)


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


def _print_summary(summary: "LoadSummary", seconds: float) -> None:
    from rich.console import Console

    console = Console()
    if summary.already_loaded:
        console.print(
            f"{summary.source} is loaded already (load {summary.load_id}); nothing was changed.", soft_wrap=True
        )
        return
    console.print(_summary_table(summary, seconds))
    # The sample's broken rows are there on purpose and nobody's to mend.
    if summary.rejects and summary.source != SAMPLE:
        console.print(_rejects_table(summary))


def _summary_table(summary: "LoadSummary", seconds: float) -> "Table":
    from rich.table import Table

    table = Table(title=f"Load {summary.load_id}: {summary.source}", title_justify="left", show_header=False)
    table.add_column("what")
    table.add_column("count", justify="right")
    for name, count in (
        ("rows read", summary.rows_read),
        ("rows loaded", summary.rows_loaded),
        ("rows rejected", summary.rows_rejected),
        ("orders added", summary.orders.added),
        ("orders replaced", summary.orders.replaced),
        ("orders unchanged", summary.orders.unchanged),
    ):
        table.add_row(name, f"{count:,}")
    table.add_row("seconds", f"{seconds:.1f}")
    return table


def _rejects_table(summary: "LoadSummary") -> "Table":
    from rich.table import Table

    table = Table("reason", "rows", "examples", title="Rejected rows", title_justify="left")
    table.columns[1].justify = "right"
    for reject in summary.rejects:
        table.add_row(reject.reason, f"{reject.rows:,}", "\n".join(reject.examples))
    return table
