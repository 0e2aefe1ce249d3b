"""Where mails go: a mail server (SMTP with STARTTLS, or TLS), or files where none is set."""

import asyncio
import logging
import os
import ssl
import tempfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from backend.settings import Settings

SECONDS = 30
SMTP_PORT, SMTPS_PORT = 587, 465

log = logging.getLogger(__name__)


class Refused(Exception):
    """The server will not take this mail, now or later."""


class Delivery(Protocol):
    """A way that mails go."""

    async def deliver(self, mail: EmailMessage) -> None:
        """Hand one mail over. Raises Refused, OSError, aiosmtplib.SMTPException."""


class Server:
    """A mail server; its certificate is verified, and nothing is sent without TLS."""

    def __init__(self, url: str, *, context: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "smtps"
        self._host = parts.hostname or ""
        self._port = parts.port or (SMTPS_PORT if self._tls else SMTP_PORT)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._context = context or ssl.create_default_context()

    async def deliver(self, mail: EmailMessage) -> None:
        """Send one mail over a connection of its own."""
        try:
            async with asyncio.timeout(SECONDS):
                await aiosmtplib.send(
                    mail,
                    hostname=self._host,
                    port=self._port,
                    username=self._user,
                    password=self._password,
                    use_tls=self._tls,
                    start_tls=not self._tls,
                    tls_context=self._context,
                    timeout=SECONDS,
                )
        except aiosmtplib.SMTPRecipientsRefused as error:
            if all(each.code >= 500 for each in error.recipients):
                raise Refused(f"the mail server refuses the recipient ({error.recipients[0].code})") from error
            raise


class Files:
    """Files that mail programs open, in place of a server; only their owner reads them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def deliver(self, mail: EmailMessage) -> None:
        """Write one mail, complete from the moment it is visible."""
        await asyncio.to_thread(self._write, mail)

    def _write(self, mail: EmailMessage) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = mail["Message-ID"].strip("<>").partition("@")[0]
        path = self._folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{name}.eml"
        descriptor, draft = tempfile.mkstemp(dir=self._folder)  # mode 0600
        with os.fdopen(descriptor, "wb") as file:
            file.write(mail.as_bytes())
        Path(draft).replace(path)
        log.info("no mail server is set (SALES_SMTP_URL): the mail is %s", path)


def delivery_of(settings: Settings) -> Delivery:
    """The way that the settings name."""
    return Server(settings.smtp_url) if settings.smtp_url else Files(settings.home / "outbox")
