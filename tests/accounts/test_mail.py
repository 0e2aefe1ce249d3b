"""Mails: written with their transaction, sent once by any process, over verified TLS or into files."""

import asyncio
import logging
import re
import socket
import ssl
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from stat import S_IMODE

import pytest

from backend.accounts.links import Links, Purpose
from backend.accounts.mail.delivery import Files, Server
from backend.accounts.mail.message import Sender
from backend.accounts.mail.outbox import MailKind, post
from backend.accounts.mail.sending import Post
from backend.accounts.users import User
from backend.db import Database
from tests.accounts.documents import REQUEST_RESET
from tests.accounts.mail_server import Inbox, certificate, mail_server
from tests.accounts.product import running, token_in

pytestmark = pytest.mark.anyio

SENDER = Sender("Müller & Söhne <sales@shop.example>", "https://sales.shop.example")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("certificates"), "trusted")


@pytest.fixture(params=["starttls", "implicit"])
def smtp(request: pytest.FixtureRequest, files: tuple[Path, Path]) -> Iterator[tuple[Inbox, str]]:
    with mail_server(files, tls=request.param) as running:
        yield running


@pytest.fixture
def starttls(files: tuple[Path, Path]) -> Iterator[tuple[Inbox, str]]:
    with mail_server(files, tls="starttls") as running:
        yield running


class Slow(Server):
    """Stops behind each mail, so that its process can be killed there."""

    def __init__(self, url: str, *, context: ssl.SSLContext) -> None:
        super().__init__(url, context=context)
        self.sent = asyncio.Event()

    async def deliver(self, mail: EmailMessage) -> None:
        await super().deliver(mail)
        self.sent.set()
        await asyncio.Event().wait()


def postman(db: Database, links: Links, url: str, files: tuple[Path, Path]) -> Post:
    return Post(db, links, SENDER, Server(url, context=ssl.create_default_context(cafile=str(files[0]))))


async def posted(db: Database, links: Links, address: str, kind: MailKind = MailKind.INVITE) -> None:
    purpose = Purpose.RESET if kind is MailKind.RESET else Purpose.INVITE
    async with db.transaction() as connection:
        await post(connection, kind, address, await links.create(connection, purpose, address))


async def waits_seconds(db: Database) -> float:
    return float(await db.value("select extract(epoch from due_at - now())::float8 from outbox where sent_at is null"))


async def test_a_mail_goes_out_over_tls_with_text_and_html(
    db: Database, links: Links, smtp: tuple[Inbox, str], files: tuple[Path, Path]
) -> None:
    inbox, url = smtp
    await posted(db, links, "ann@people.example")
    assert await postman(db, links, url, files).send_one()
    [mail] = inbox.mails
    assert inbox.encrypted == [True]
    assert inbox.recipients == ["ann@people.example"]
    assert (mail["From"], mail["To"]) == ("Müller & Söhne <sales@shop.example>", "ann@people.example")
    assert mail["Auto-Submitted"] == "auto-generated"
    async with db.transaction() as connection:
        link = await links.take(connection, token_in(mail), Purpose.INVITE)
    assert link is not None
    assert link.email == "ann@people.example"
    assert not await postman(db, links, url, files).send_one()


async def test_nothing_is_sent_for_what_was_rolled_back(
    db: Database, links: Links, starttls: tuple[Inbox, str], files: tuple[Path, Path]
) -> None:
    async with db.connection() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await post(connection, MailKind.PASSWORD_CHANGED, "ann@people.example")
        await transaction.rollback()
    assert not await postman(db, links, starttls[1], files).send_one()


@pytest.mark.parametrize("fault", ["unknown certificate", "no TLS", "wrong password", "nobody listens"])
async def test_without_tls_and_trust_nothing_is_sent_and_nothing_lost(
    db: Database,
    links: Links,
    files: tuple[Path, Path],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    fault: str,
) -> None:
    served = certificate(tmp_path, "strange") if fault == "unknown certificate" else files
    with mail_server(served, tls="none" if fault == "no TLS" else "starttls") as (inbox, url):
        given = {"wrong password": url.replace("secret", "wrong"), "nobody listens": "smtp://127.0.0.1:9"}
        await posted(db, links, "ann@people.example")
        assert await postman(db, links, given.get(fault, url), files).send_one()
        assert inbox.mails == []
        assert 50 < await waits_seconds(db) <= 60
        assert "could not be sent, attempt 1" in caplog.text
        assert "wrong" not in caplog.text.replace("wrong password", "")
        if fault == "no TLS":
            return
    with mail_server(files, tls="starttls") as (inbox, url):
        await db.execute("update outbox set due_at = now()")
        assert await postman(db, links, url, files).send_one()
        assert len(inbox.mails) == 1


async def test_delays_grow_to_an_hour(
    db: Database, links: Links, starttls: tuple[Inbox, str], files: tuple[Path, Path]
) -> None:
    inbox, url = starttls
    await posted(db, links, "ann@people.example")
    waited = []
    for _ in range(7):
        inbox.answers = ["451 try again later"]
        await db.execute("update outbox set due_at = now()")
        assert await postman(db, links, url, files).send_one()
        waited.append(round(await waits_seconds(db) / 60))
    assert waited == [1, 2, 4, 8, 16, 32, 60]
    await db.execute("update outbox set due_at = now()")
    await postman(db, links, url, files).send_one()
    assert len(inbox.mails) == 1


async def test_a_refused_recipient_is_given_up(
    db: Database,
    links: Links,
    starttls: tuple[Inbox, str],
    files: tuple[Path, Path],
    caplog: pytest.LogCaptureFixture,
) -> None:
    inbox, url = starttls
    inbox.answers = ["550 no such mailbox"]
    await posted(db, links, "gone@people.example")
    assert await postman(db, links, url, files).send_one()
    assert "is given up" in caplog.text
    await db.execute("update outbox set due_at = now()")
    assert not await postman(db, links, url, files).send_one()
    assert inbox.mails == []


async def test_several_processes_send_each_mail_once(
    db: Database, links: Links, starttls: tuple[Inbox, str], files: tuple[Path, Path]
) -> None:
    inbox, url = starttls
    addresses = [f"ann{number}@people.example" for number in range(8)]
    for address in addresses:
        await posted(db, links, address)

    async def work() -> None:
        one = postman(db, links, url, files)
        while await one.send_one():
            pass

    await asyncio.gather(*(work() for _ in range(4)))
    assert sorted(inbox.recipients) == addresses


async def test_a_sender_killed_between_sending_and_noting_it_sends_the_same_mail_again(
    db: Database, links: Links, starttls: tuple[Inbox, str], files: tuple[Path, Path]
) -> None:
    inbox, url = starttls
    await posted(db, links, "ann@people.example")
    slow = Slow(url, context=ssl.create_default_context(cafile=str(files[0])))
    task = asyncio.create_task(Post(db, links, SENDER, slow).send_one())
    await slow.sent.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not await postman(db, links, url, files).send_one()  # nobody else takes it meanwhile
    await db.execute("update outbox set due_at = now()")
    assert await postman(db, links, url, files).send_one()
    first, second = inbox.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert token_in(first) == token_in(second)


async def test_a_mail_that_never_went_is_told(
    db: Database, links: Links, files: tuple[Path, Path], caplog: pytest.LogCaptureFixture
) -> None:
    await posted(db, links, "ann@people.example")
    await db.execute("update outbox set created_at = now() - interval '25 hours', due_at = now() + interval '1 hour'")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(postman(db, links, "smtp://127.0.0.1:9", files).keep_sending(), 2)
    assert "was never sent and is given up" in caplog.text
    assert await db.value("select count(*) from outbox") == 0


async def test_without_a_server_a_private_file_and_the_log_says_where(
    db: Database, links: Links, ann: User, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await posted(db, links, ann.email, MailKind.RESET)
    assert await Post(db, links, SENDER, Files(tmp_path / "outbox")).send_one()
    [path] = (tmp_path / "outbox").iterdir()
    assert path.suffix == ".eml"
    assert S_IMODE(path.stat().st_mode) == 0o600
    assert str(path) in caplog.text
    [token] = set(re.findall(r"/reset#([\w-]{43})", path.read_text()))
    assert token not in caplog.text


async def test_links_are_not_at_rest(db: Database, links: Links) -> None:
    """Neither beside the hash nor in the mail that is still to be sent."""
    await posted(db, links, "ann@people.example")
    token = links.token(await db.value("select link_id from links"))
    for table in ("links", "outbox"):
        stored = await db.value(f"select string_agg({table}::text, '') from {table}")
        assert token not in stored
        assert token.encode().hex() not in stored


def test_a_server_that_takes_its_time_holds_up_nobody(tmp_path: Path) -> None:
    """It accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=5) as silent:
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        with running(tmp_path, SALES_SMTP_URL=url) as product:
            address, client = product.user().email, product.client()
            client.ask(REQUEST_RESET, email=address)
            silent.settimeout(10)
            waiting, _ = silent.accept()
            with waiting:
                times = []
                for _ in range(5):
                    begun = time.perf_counter()
                    client.ask(REQUEST_RESET, email=address)
                    times.append(time.perf_counter() - begun)
            assert sorted(times)[2] < 1
