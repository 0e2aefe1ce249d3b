"""Sends what is in the outbox, from whichever process is first.

A mail is claimed by moving its next attempt into the future, in a transaction of its own, so no connection is held
while a server takes its time. A process that is killed between sending and noting it leaves a mail that is sent once
more, under the same Message-ID and with the same link; nothing is lost.
"""

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import aiosmtplib
import asyncpg

from backend.accounts.links import FORGET_EXPIRED, Links
from backend.accounts.mail.delivery import SECONDS, Delivery, Refused
from backend.accounts.mail.message import Sender
from backend.accounts.mail.outbox import MailKind
from backend.db import Database
from backend.errors import SalesError

if TYPE_CHECKING:
    from asyncpg import Record

FIRST_DELAY, LONGEST_DELAY = timedelta(minutes=1), timedelta(hours=1)
"""Between attempts; each doubles the delay. Longer than an attempt may take."""
GIVEN_UP_AFTER = timedelta(days=1)
IDLE_SECONDS = 60
AWAY_SECONDS = 1

assert timedelta(seconds=SECONDS) < FIRST_DELAY

log = logging.getLogger(__name__)


class Post:
    """The postman of one process; `stirred` is set when there may be something to send."""

    def __init__(self, db: Database, links: Links, sender: Sender, delivery: Delivery) -> None:
        self._db = db
        self._links = links
        self._sender = sender
        self._delivery = delivery
        self.stirred = asyncio.Event()

    async def keep_sending(self) -> None:
        """Send what is due, for ever."""
        while True:
            self.stirred.clear()
            try:
                while await self.send_one():
                    pass
                await self._db.execute(FORGET_EXPIRED)
                await self._give_up()
                wait = await self._db.value(_WAIT, float(IDLE_SECONDS))
            except (SalesError, asyncpg.PostgresError) as error:
                log.info("the outbox cannot be read yet: %s", error)
                wait = AWAY_SECONDS
            try:
                await asyncio.wait_for(self.stirred.wait(), wait)
            except TimeoutError:
                continue

    async def _give_up(self) -> None:
        for mail in await self._db.rows(_FORGET, GIVEN_UP_AFTER):
            if mail["sent_at"] is None:
                log.error("mail %d (%s) was never sent and is given up", mail["mail_id"], mail["kind"])

    async def send_one(self) -> bool:
        """Send the mail that is due longest; False if none is."""
        mail = await self._db.row(_CLAIM, FIRST_DELAY, LONGEST_DELAY)
        if mail is None:
            return False
        kind, active = MailKind(mail["kind"]), await self._db.value(_ACTIVE, mail["recipient"])
        known = active is not None
        if kind in {MailKind.RESET, MailKind.LOCKED} and not active:
            await self._db.execute(_DROP_LINK, mail["link_id"])  # and the mail with it: nobody has this address
            return True
        token = None if mail["link_id"] is None else self._links.token(mail["link_id"])
        message = self._sender.message(mail["mail_id"], mail["recipient"], kind, token, known=known)
        try:
            await self._delivery.deliver(message)
        except Refused as error:
            log.warning("mail %d (%s) is given up: %s", mail["mail_id"], kind, error)
        except (OSError, TimeoutError, aiosmtplib.SMTPException) as error:
            self._tell(mail, error)
            return True
        await self._db.execute(_SENT, mail["mail_id"])
        if kind is MailKind.VERIFY and known:
            await self._db.execute(_DROP_LINK, mail["link_id"])
        return True

    def _tell(self, mail: "Record", error: Exception) -> None:
        reason = type(error).__name__ if isinstance(error, TimeoutError) else error
        of = mail["mail_id"], mail["kind"], mail["attempts"]
        log.warning("mail %d (%s) could not be sent, attempt %d: %s", *of, reason)


_CLAIM = """
update outbox set attempts = attempts + 1,
    due_at = now() + least($1::interval * (2 ^ least(attempts, 20)), $2::interval)
where mail_id = (
    select mail_id from outbox where sent_at is null and due_at <= now()
    order by due_at, mail_id limit 1 for update skip locked
) returning *
"""
_ACTIVE = "select active from users where email = $1"
_SENT = "update outbox set sent_at = now() where mail_id = $1"
_DROP_LINK = "delete from links where link_id = $1"
_FORGET = "delete from outbox where created_at < now() - $1::interval returning mail_id, kind, sent_at"
_WAIT = """
select extract(epoch from least(min(due_at) - now(), make_interval(secs => $1)))::float8
from outbox where sent_at is null
"""
