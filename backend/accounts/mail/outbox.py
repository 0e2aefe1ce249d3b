"""The outbox: mails to be sent, in the transaction that gives rise to them."""

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from backend.accounts.notification import notify

if TYPE_CHECKING:
    from backend.db import Connection


class MailKind(StrEnum):
    """What a mail tells. VERIFY, RESET and LOCKED are posted for every address, and decided on when they are sent."""

    VERIFY = "VERIFY"
    RESET = "RESET"
    INVITE = "INVITE"
    WELCOME = "WELCOME"
    LOCKED = "LOCKED"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105 - no password


_INSERT = "insert into outbox (kind, recipient, link_id) values ($1, $2, $3)"


async def post(connection: "Connection", kind: MailKind, recipient: str, link_id: UUID | None = None) -> None:
    """Have a mail sent once the transaction commits; `link_id` is that of the link it shows."""
    await connection.execute(_INSERT, kind.value, recipient, link_id)
    await notify(connection)
