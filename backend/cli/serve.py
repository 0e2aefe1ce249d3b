"""`sales serve`, and the part of `sales up` that serves."""

import asyncio
import socket
import sys

from backend.accounts.administrator import Credentials, ensure_administrator
from backend.app.application import create_app
from backend.app.logging import configure_logging
from backend.app.server import serve
from backend.cli.build import is_built
from backend.cli.database import connected, database_of, require_migrated
from backend.cli.running import address_of, bound_socket
from backend.errors import UsageError
from backend.settings import Settings, load_settings


def run_serve(host: str, port: int) -> None:
    """Serve what is there until Ctrl-C. Raises UsageError when something is missing."""
    settings = load_settings()
    with bound_socket(host, port) as listener:
        configure_logging(settings)
        with database_of(settings) as dsn:
            first = asyncio.run(_first_administrator(dsn, settings))
            serve_until_stopped(listener, address_of(host, port), dsn, settings, first)


async def _first_administrator(dsn: str, settings: Settings) -> Credentials | None:
    async with connected(dsn, settings) as db:
        await require_migrated(db)
        return await ensure_administrator(db, settings)


def serve_until_stopped(
    listener: socket.socket, address: str, dsn: str, settings: Settings, first: Credentials | None
) -> None:
    """Serve on the socket until Ctrl-C or SIGTERM, telling once where it answers."""
    if not is_built():
        raise UsageError("the pages are not built from the present sources; run `sales build` first")
    serve(create_app(settings, dsn, url=address), listener, settings, lambda: _announce(address, settings, first))


def _announce(address: str, settings: Settings, first: Credentials | None) -> None:
    lines = [
        f"Dashboard   {address}/",
        f"GraphQL     {address}/graphql, to explore: {address}/graphiql",
        f"Logs        {settings.home.absolute() / 'logs'}",
    ]
    if first is not None:
        password = f"password {first.password} (shown only now)" if first.password else "with SALES_ADMIN_PASSWORD"
        lines.append(f"Sign in     {first.email}, {password}")
    print("\n".join(["", *lines, "Ctrl-C stops everything.", ""]), file=sys.stderr, flush=True)  # noqa: T201 - output
