"""A data set to measure on: a home that has one, or a new one with a file loaded into it."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from backend.accounts.roles import Role
from backend.accounts.users import create
from backend.db import Database
from backend.db.embedded import embedded_postgres
from backend.db.migrate import migrate
from backend.errors import Conflict

ROOT = Path(__file__).resolve().parent.parent
EMAIL, PASSWORD = "bench@example.com", "correct horse battery"
LOGIN = f'mutation {{ login(email: "{EMAIL}", password: "{PASSWORD}") {{ accessToken }} }}'


@contextmanager
def shop(file: Path | None, home: Path | None) -> Iterator[str]:
    """The address of a database with `file` (absent: the built-in sample) in it, or of that in an existing `home`.

    Sets this process's environment so that settings read here, and in processes started here, are the shop's.
    """
    with ExitStack() as stack:
        place = home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sales-bench-"))) / "home"
        os.environ.update(
            SALES_HOME=str(place),
            SALES_ENV="production",
            SALES_SECRET_KEY="0123456789abcdef" * 4,
            SALES_COST_BUDGET="0",
        )
        os.environ.update(SALES_TOKEN_MINUTES="1440", LOG_LEVEL="INFO")
        os.environ.pop("DATABASE_URL", None)
        dsn = stack.enter_context(embedded_postgres(place))
        asyncio.run(_prepared(dsn))
        if home is None:
            load = ["--", str(file.resolve())] if file else ["--sample"]
            subprocess.run([sys.executable, "-m", "backend.cli", "load", *load], cwd=ROOT, check=True)
        yield dsn


async def _prepared(dsn: str) -> None:
    """Migrate, and let the bench sign in as a viewer."""
    await migrate(dsn)
    db = await Database.connect(dsn, size=2)
    try:
        await create(db, EMAIL, "Bench", Role.VIEWER, PASSWORD)
    except Conflict:
        return
    finally:
        await db.close()
