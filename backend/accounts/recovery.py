"""A lost password: a link to the address, and a new password by it."""

from backend.accounts import passwords
from backend.accounts.addresses import normalised
from backend.accounts.audit import Action, Actor, record
from backend.accounts.links import FORGET_RESETS, Links, Purpose
from backend.accounts.mail.outbox import MailKind, post
from backend.accounts.notification import notify
from backend.accounts.users import END_SESSIONS, User
from backend.db import Database
from backend.errors import BadInput

DEAD_LINK = "the link was used or has expired: ask for a new one"


async def request_reset(db: Database, links: Links, email: str) -> None:
    """Have a link sent, if there is such a user; does the same work if there is none. Raises BadInput."""
    address = normalised(email)
    async with db.transaction() as connection:
        link_id = await links.create(connection, Purpose.RESET, address)
        await post(connection, MailKind.RESET, address, link_id)
        await record(connection, Action.RESET_ASKED, address)


async def tell_of_lock(db: Database, links: Links, email: str) -> None:
    """Record that attempts at an account were locked, and tell its owner, if there is one, with a way to unlock it."""
    async with db.transaction() as connection:
        await record(connection, Action.LOCKED, email)
        try:
            address = normalised(email)
        except BadInput:
            return
        link_id = await links.create(connection, Purpose.RESET, address)
        await post(connection, MailKind.LOCKED, address, link_id)


_RESET = "update users set password_hash = $2, verified = true where email = $1 and active returning *"
_NAME = "select name from users where email = $1"


async def reset(db: Database, links: Links, token: str, password: str) -> User:
    """Set a new password by a link, which also verifies the address, and end all sessions. Raises BadInput.

    An unusable password leaves the link as it is.
    """
    passwords.check(password)
    password_hash = await passwords.hashed(password)
    async with db.transaction() as connection:
        link = await links.take(connection, token, Purpose.RESET)
        if link is None:
            raise BadInput(DEAD_LINK, field="token")
        passwords.check(password, link.email, await connection.fetchval(_NAME, link.email) or "")
        row = await connection.fetchrow(_RESET, link.email, password_hash)
        if row is None:
            raise BadInput(DEAD_LINK, field="token")
        await connection.execute(END_SESSIONS, row["user_id"])
        await connection.execute(FORGET_RESETS, link.email)
        await post(connection, MailKind.PASSWORD_CHANGED, link.email)
        await record(connection, Action.RESET, link.email, by=Actor(link.email, row["user_id"]))
        await notify(connection)
    return User.from_row(row)
