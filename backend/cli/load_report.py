"""What a load understood, did or would do, as tables on standard output."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from backend.analytics.kpis import Kpis
    from etl.load import Understood
    from etl.preview import LoadPreview
    from etl.records import LoadSummary


def print_summary(understood: "Understood", summary: "LoadSummary", seconds: float, *, quiet_rejects: bool) -> None:
    """What was understood and loaded; `quiet_rejects`: the sample's broken rows are there on purpose."""
    console = Console()
    if summary.already_loaded:
        console.print(
            f"{summary.source} is loaded already (load {summary.load_id}); nothing was changed.", soft_wrap=True
        )
        return
    if not quiet_rejects:
        _print_understanding(console, understood)
    table = _counts(summary, f"Load {summary.load_id}: {summary.source}")
    table.add_row("seconds", f"{seconds:.1f}")
    console.print(table)
    if summary.rejects and not quiet_rejects:
        console.print(_rejects(summary))
        console.print(f"All of them: sales rejects {summary.load_id} --csv", soft_wrap=True)


def print_preview(found: "LoadPreview") -> None:
    """What loading would do; nothing was changed."""
    console = Console()
    _print_understanding(console, found.understood)
    sample = Table(*found.columns, title="First rows, as understood", title_justify="left")
    for row in found.sample:
        sample.add_row(*row)
    console.print(sample)
    console.print(_counts(found.summary, f"{found.summary.source} would be loaded so"))
    if found.summary.rejects:
        console.print(_rejects(found.summary))
    console.print(_effect(found.before, found.after))
    for warning in found.warnings:
        console.print(f"warning: {warning}", style="yellow", soft_wrap=True)
    console.print("Nothing was changed: this was --dry-run.")


def _print_understanding(console: Console, understood: "Understood") -> None:
    for source, contract in understood.sources:
        console.print(f"{source.name} was understood so:", soft_wrap=True)
        for line in contract.describe():
            console.print(f"  {line}", soft_wrap=True, highlight=False)


def _counts(summary: "LoadSummary", title: str) -> Table:
    table = Table(title=title, title_justify="left", show_header=False)
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
    return table


def _rejects(summary: "LoadSummary") -> Table:
    table = Table("reason", "rows", "examples", title="Rejected rows", title_justify="left")
    table.columns[1].justify = "right"
    for reject in summary.rejects:
        table.add_row(reject.reason, f"{reject.rows:,}", "\n".join(reject.examples))
    return table


def _effect(before: "Kpis", after: "Kpis") -> Table:
    table = Table("figure", "now", "after", title="Effect on the key figures", title_justify="left")
    for name in ("revenue", "returns", "net_revenue", "orders", "units", "lines", "customers", "products", "countries"):
        table.add_row(name.replace("_", " "), f"{getattr(before, name):,}", f"{getattr(after, name):,}")
    for column in table.columns[1:]:
        column.justify = "right"
    return table
