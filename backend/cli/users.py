"""`sales user`: accounts from the command line."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

if TYPE_CHECKING:
    from backend.db import Database

Result = TypeVar("Result")

users = typer.Typer(help="Add users, set passwords, list who may sign in.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="E-mail address.")]
FromInput = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@users.command()
def add(
    email: Email,
    name: Annotated[str, typer.Option(help="Name shown; absent: the address.")] = "",
    role: Annotated[Literal["ADMIN", "ANALYST", "VIEWER"], typer.Option(help="What the user may do.")] = "VIEWER",
    password_stdin: FromInput = False,
) -> None:
    """Add a user."""
    from backend.accounts.roles import Role
    from backend.accounts.users import create

    secret = _password(from_input=password_stdin)
    user = with_database(lambda db: create(db, email, name or email, Role(role), secret))
    typer.echo(f"added {user.email} ({user.role})")


@users.command()
def password(email: Email, password_stdin: FromInput = False) -> None:
    """Set a user's password and end the user's sessions."""
    from backend.accounts.users import set_password

    secret = _password(from_input=password_stdin)
    with_database(lambda db: set_password(db, email, secret))
    typer.echo(f"password of {email} set; open sessions are ended")


@users.command("list")
def list_() -> None:
    """List all users."""
    from rich.console import Console
    from rich.table import Table

    from backend.accounts.users import everyone

    table = Table("e-mail", "name", "role", "active", "since")
    for user in with_database(everyone):
        table.add_row(user.email, user.name, user.role, "yes" if user.active else "no", f"{user.created_at:%Y-%m-%d}")
    Console().print(table)


def _password(*, from_input: bool) -> str:
    if from_input or not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    secret: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return secret


def with_database(work: "Callable[[Database], Awaitable[Result]]") -> Result:
    """What the work makes of the settings' database."""
    from backend.cli.database import connected, database_of, migrate_embedded, require_migrated
    from backend.settings import load_settings

    settings = load_settings()

    async def run(dsn: str) -> Result:
        await migrate_embedded(dsn, settings)
        async with connected(dsn, settings) as db:
            await require_migrated(db)
            return await work(db)

    with database_of(settings) as dsn:
        return asyncio.run(run(dsn))
