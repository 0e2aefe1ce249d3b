"""What each process does about accounts beside its requests: it looks at open connections again, and sends mails."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg
from starlette.datastructures import State

from backend.accounts.mail.delivery import delivery_of
from backend.accounts.mail.message import Sender
from backend.accounts.mail.sending import Post
from backend.accounts.notification import CHANNEL
from backend.background import running
from backend.db.listener import listening
from backend.errors import SalesError

CHECK_SECONDS = 5
POLL_SECONDS = 0.5

log = logging.getLogger(__name__)


@asynccontextmanager
async def following(state: State, dsn: str, url: str) -> AsyncIterator[None]:
    """Follow changes of accounts by LISTEN; behind a transaction pooler, which has none, by asking.

    Every request asks the database whether its proof still counts; what is open longer than a request is asked about
    after each notification, after each new connection of the listener, and now and then in case both fail.
    """
    sender = Sender(state.settings.mail_from, state.settings.public_url or url)
    post = Post(state.db, state.links, sender, delivery_of(state.settings))
    stirred = asyncio.Event()

    def heard() -> None:
        stirred.set()
        post.stirred.set()

    source = _poll(stirred, post) if state.settings.pooled else None
    listen = listening(dsn, CHANNEL, heard) if source is None else running(source)
    async with running(post.keep_sending()), running(_look_again(state, stirred)), listen:
        yield


async def _poll(stirred: asyncio.Event, post: Post) -> None:
    while True:
        await asyncio.sleep(POLL_SECONDS)
        stirred.set()
        post.stirred.set()


async def _look_again(state: State, stirred: asyncio.Event) -> None:
    """Read the signing keys again, and end the websockets of those who are let in no more."""
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(stirred.wait(), CHECK_SECONDS)
        stirred.clear()
        try:
            await state.sessions.reload_keys()
            await asyncio.gather(*(connection.look_again() for connection in list(state.connections)))
        except (SalesError, asyncpg.PostgresError) as error:
            log.info("accounts cannot be read yet: %s", error)
            await asyncio.sleep(POLL_SECONDS)
            stirred.set()
