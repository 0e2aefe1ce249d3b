"""What every process is told when accounts change: open connections are looked at again, mails are sent."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.db import Connection

CHANNEL = "sales_accounts"


async def notify(connection: "Connection") -> None:
    """Tell all processes, when the transaction commits."""
    await connection.execute("select pg_notify($1, '')", CHANNEL)
