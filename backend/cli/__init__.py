"""The command `sales`. Importing it is light: each command brings in what it needs when it runs."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from backend.cli.failures import exit_status
from backend.cli.keys import keys
from backend.cli.users import users

app = typer.Typer(
    name="sales",
    help="Any shop's transaction export in; a GraphQL API and a dashboard out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(users, name="user")
app.add_typer(keys, name="keys")

Port = Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")]
Host = Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every network.")]
Columns = Annotated[list[str] | None, typer.Option("--map", help='Which column is a field: order="Order ID".')]
Preset = Annotated[str | None, typer.Option(help="A preset's name, or the path of your own.")]
Country = Annotated[str | None, typer.Option(help="The country, where the file has none.")]
Currency = Annotated[str | None, typer.Option(help="The file's currency (ISO 4217).")]
DateOrder = Annotated[str | None, typer.Option(help="day-first, month-first or year-first.")]
Decimal = Annotated[str | None, typer.Option(help="point or comma.")]
RejectShare = Annotated[float, typer.Option(min=0, max=1, help="Stop if more rows are rejected.")]


@app.command()
def up(
    port: Port = 8000,
    host: Host = "127.0.0.1",
    data: Annotated[list[Path] | None, typer.Option(help="File to load if there is no data; may be repeated.")] = None,
    empty: Annotated[bool, typer.Option("--empty", help="Start without data instead of the built-in sample.")] = False,
) -> None:
    """Database, migrations, data, dashboard and API in one process; Ctrl-C ends it all."""
    from backend.cli.up import run_up

    run_up(host, port, files=data or [], empty=empty)


@app.command()
def serve(port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Serve a migrated database and built pages; nothing is migrated, loaded or built."""
    from backend.cli.serve import run_serve

    run_serve(host, port)


@app.command()
def build() -> None:
    """Build the pages the product serves, if their sources changed."""
    from backend.cli.build import run_build

    run_build()


@app.command()
def load(
    files: Annotated[list[Path] | None, typer.Argument(help="Exports, together one load; - is standard input.")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Load the built-in sample instead of files.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen; change nothing.")] = False,
    column: Columns = None,
    preset: Preset = None,
    sheet: Annotated[str | None, typer.Option(help="The workbook's sheet.")] = None,
    country: Country = None,
    currency: Currency = None,
    date_order: DateOrder = None,
    decimal: Decimal = None,
    max_reject_share: RejectShare = 0.2,
) -> None:
    """Load an export: everything in one transaction, or nothing."""
    from backend.cli.load import Request, options, run_load

    asked = options(column or [], preset, sheet, country, currency, date_order, decimal, max_reject_share)
    run_load(Request(files or [], asked, sample=sample, dry_run=dry_run))


@app.command()
def loads(first: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20) -> None:
    """List the loads, newest first."""
    from backend.cli.loads import run_loads

    run_loads(first)


@app.command()
def undo(load_id: Annotated[int, typer.Argument(help="As `sales loads` lists it.")]) -> None:
    """Take a load back: what it added goes, what it replaced returns."""
    from backend.cli.loads import run_undo

    run_undo(load_id)


@app.command()
def rejects(
    load_id: Annotated[int, typer.Argument(help="As `sales loads` lists it.")],
    as_csv: Annotated[bool, typer.Option("--csv", help="Every row, as CSV.")] = False,
) -> None:
    """Show the rows that a load refused, and why."""
    from backend.cli.loads import run_rejects

    run_rejects(load_id, as_csv=as_csv)


@app.command()
def watch(
    folder: Annotated[Path, typer.Argument(help="Where exports land.")],
    column: Columns = None,
    preset: Preset = None,
    country: Country = None,
    currency: Currency = None,
    date_order: DateOrder = None,
    decimal: Decimal = None,
    max_reject_share: RejectShare = 0.2,
) -> None:
    """Load files as they land in a folder, until Ctrl-C."""
    from backend.cli.load import options
    from backend.cli.watch import run_watch

    run_watch(folder, options(column or [], preset, None, country, currency, date_order, decimal, max_reject_share))


@app.command()
def download(
    name: Annotated[str, typer.Argument(help="online-retail: the UCI data set, CC BY 4.0.")],
    folder: Annotated[Path | None, typer.Option(help="Where to; absent: SALES_HOME/downloads.")] = None,
    url: Annotated[str | None, typer.Option(help="Fetch it from another address.")] = None,
    sha256: Annotated[str | None, typer.Option(help="What the archive's SHA-256 has to be.")] = None,
) -> None:
    """Fetch a public data set to try the product with."""
    from backend.cli.download import run_download

    run_download(name, folder, url, sha256)


@app.command()
def verify(
    repair: Annotated[bool, typer.Option("--repair", help="Make anew what differs, and verify again.")] = False,
) -> None:
    """Count every rollup anew from the lines and compare."""
    from backend.cli.verify import run_verify

    run_verify(repair=repair)


@app.command()
def migrate(revision: Annotated[str, typer.Argument(help="head, base, a number, +1 or -1.")] = "head") -> None:
    """Bring the database's tables to a revision."""
    from backend.cli.database import run_migrate

    run_migrate(revision)


@app.command()
def url() -> None:
    """Print the database's address, for psql and other tools."""
    from backend.cli.database import print_url

    print_url()


@app.command()
def forecast(
    horizon: Annotated[int, typer.Option(min=1, max=365, help="Days ahead.")] = 30,
    level: Annotated[float, typer.Option(min=0.5, max=0.99, help="Share of days the band should hold.")] = 0.8,
    by: Annotated[Literal["product"] | None, typer.Option(help="One forecast each, by simple candidates.")] = None,
    first: Annotated[int, typer.Option(min=1, max=10_000, help="With --by: so many, the largest first.")] = 1_000,
) -> None:
    """Forecast daily revenue, with the record of past forecasts beside it; or each product's, into the record."""
    if by is not None:
        from backend.cli.forecast_products import run_products

        run_products(first, horizon, level)
        return
    from backend.cli.forecast import run_forecast

    run_forecast(horizon, level)


def main() -> None:
    """Entry of the console script: ends with 0, 1 (data), 2 (usage) or 130 (Ctrl-C), and never with a traceback."""
    sys.exit(exit_status(app))
