"""What a load understood, did or would do, as tables on standard output."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from backend.cli.console import console
from etl.quality import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.analytics.kpis import Kpis
    from etl.load import Understood
    from etl.preview import LoadPreview
    from etl.quality import Quality
    from etl.records import LoadSummary
    from etl.rejects import Reject

MONEY = ("revenue", "returns", "net_revenue")


def print_summary(
    understood: "Understood", summary: "LoadSummary", odd: "Quality | None", seconds: float, *, quiet_rejects: bool
) -> None:
    """What was understood and loaded, and what is odd; `quiet_rejects`: the sample's broken rows are on purpose."""
    out = console()
    if summary.already_loaded:
        told = f"{summary.source} is loaded already (load {summary.load_id}); nothing was changed."
        out.print(told, soft_wrap=True, markup=False)
        return
    if not quiet_rejects:
        _print_understanding(out, understood)
    counts = _counts(summary)
    counts.add_row("seconds", f"{seconds:.1f}")
    _print_table(out, f"Load {summary.load_id}: {summary.source}", counts)
    if odd is not None:
        _print_quality(out, odd)
    if not quiet_rejects:
        print_rejects(out, summary.rejects)
    if summary.rejects and not quiet_rejects:
        out.print(f"All of them: sales rejects {summary.load_id} --csv", soft_wrap=True)
    if summary.orders.added or summary.orders.replaced:
        out.print(f"Take it back: sales undo {summary.load_id}", soft_wrap=True)


def print_preview(found: "LoadPreview") -> None:
    """What loading would do; nothing was changed."""
    out = console()
    _print_understanding(out, found.understood)
    _print_sample(out, found)
    _print_table(out, f"What loading {found.summary.source} would do", _counts(found.summary))
    _print_quality(out, found.quality)
    print_rejects(out, found.summary.rejects)
    _print_table(out, "Effect on the key figures", _effect(found.before, found.after))
    for warning in found.warnings:
        out.print(f"warning: {warning}", style="yellow", soft_wrap=True)
    out.print("Nothing was changed: this was --dry-run.", soft_wrap=True)


def print_rejects(out: Console, rejects: "Sequence[Reject]") -> None:
    """Rejected rows by reason, if there are any."""
    table = Table("reason", "rows", "examples")
    table.columns[1].justify = "right"
    for reject in rejects:
        table.add_row(reject.reason, f"{reject.rows:,}", escape("\n".join(reject.examples)))
    _print_table(out, "Rejected rows", table)


def _print_table(out: Console, title: str, table: Table) -> None:
    """A table that has rows, below its title: rich would break the title at the table's width."""
    if table.rows:
        out.print(title, soft_wrap=True, highlight=False, markup=False, style="italic")
        out.print(table)


def _print_understanding(out: Console, understood: "Understood") -> None:
    for source, contract in understood.sources:
        out.print(f"{source.name} was understood so:", soft_wrap=True, markup=False)
        for line in contract.describe():
            out.print(f"  {line}", soft_wrap=True, highlight=False, markup=False)


def _print_sample(out: Console, found: "LoadPreview") -> None:
    """The first rows; columns in which none of them has anything are left out."""
    filled = [place for place in range(len(found.columns)) if any(row[place] for row in found.sample)]
    table = Table(*(found.columns[place].replace("_", " ") for place in filled))
    for row in found.sample:
        table.add_row(*(escape(row[place]) for place in filled))
    _print_table(out, "First rows, as understood", table)


def _print_quality(out: Console, odd: "Quality") -> None:
    """What is odd about the rows that were added or replaced; a line for each aspect that is."""
    share = odd.share_without_customer
    table = Table("oddity", "how many", "examples")
    table.columns[1].justify = "right"
    if share:
        table.add_row("lines without customer", f"{share:.1%}" if share >= 0.001 else "< 0.1%", "")
    for name, finding in (
        ("orders of unusual size", odd.outliers),
        ("repeated lines", Finding(odd.duplicates, ())),
        ("codes with several names", odd.several_names),
        ("days without orders", odd.gaps),
        ("unknown countries", odd.unknown_countries),
    ):
        if finding.count:
            table.add_row(name, f"{finding.count:,}", escape(", ".join(finding.examples)))
    _print_table(out, "Quality", table)


def _counts(summary: "LoadSummary") -> Table:
    table = Table(show_header=False)
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


def _effect(before: "Kpis", after: "Kpis") -> Table:
    table = Table("figure", "now", "after")
    for name in ("revenue", "returns", "net_revenue", "orders", "units", "lines", "customers", "products", "countries"):
        form = ",.2f" if name in MONEY else ","
        table.add_row(name.replace("_", " "), f"{getattr(before, name):{form}}", f"{getattr(after, name):{form}}")
    for column in table.columns[1:]:
        column.justify = "right"
    return table
