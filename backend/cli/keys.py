"""`sales keys`: the keys that sign access tokens."""

from datetime import timedelta
from typing import Annotated

import typer

keys = typer.Typer(help="Rotate the keys that sign access tokens.", no_args_is_help=True)


@keys.callback()
def _group() -> None:
    """Typer makes a lone command the group itself, unless it has a callback."""


@keys.command()
def rotate(
    now: Annotated[bool, typer.Option("--now", help="Retire the old keys at once.")] = False,
) -> None:
    """Sign with a new key from now on; tokens under the old ones count until they expire."""
    from backend.accounts import signing_keys
    from backend.cli.users import with_database
    from backend.settings import load_settings

    lifetime = timedelta(minutes=load_settings().token_minutes)
    overlap = timedelta(0) if now else lifetime + signing_keys.LATE
    kid = with_database(lambda db: signing_keys.rotate(db, overlap))
    old = "count no more" if now else f"count for {overlap.total_seconds() / 60:.0f} minutes more"
    typer.echo(f"key {kid} signs from now on; older ones {old}")
