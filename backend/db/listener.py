"""LISTEN: one connection that hears what other sessions notify, opened anew whenever it is lost."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import asyncpg

from backend.background import running
from backend.db import _translated
from backend.errors import SalesError

if TYPE_CHECKING:
    from asyncpg import Record

    Connection = asyncpg.Connection[Record]

CONNECT_SECONDS = 5
RETRY_SECONDS = 0.5
HEARTBEAT_SECONDS = 15

log = logging.getLogger(__name__)


@asynccontextmanager
async def listening(dsn: str, channel: str, heard: Callable[[], None]) -> AsyncIterator[None]:
    """Call `heard` after every notification on the channel, and after each connection, as one may have been missed."""
    async with running(_listen(dsn, channel, heard)):
        yield


async def _listen(dsn: str, channel: str, heard: Callable[[], None]) -> None:
    away = False
    while True:
        try:
            with _translated():
                await _listen_once(dsn, channel, heard)
        except (SalesError, asyncpg.PostgresError) as error:
            if not away:
                log.warning("notifications stopped: %s", error)
            away = True
        else:
            away = False
        await asyncio.sleep(RETRY_SECONDS)


async def _listen_once(dsn: str, channel: str, heard: Callable[[], None]) -> None:
    """Until the connection is lost. A heartbeat finds out where the network does not tell."""
    named = {"application_name": f"{channel} listener"}
    connection = await asyncpg.connect(dsn, timeout=CONNECT_SECONDS, server_settings=named)
    lost = asyncio.Event()
    try:
        connection.add_termination_listener(lambda _connection: lost.set())
        await connection.add_listener(channel, lambda *_notification: heard())
        heard()
        while not lost.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(lost.wait(), HEARTBEAT_SECONDS)
            if not lost.is_set():
                await connection.execute("select", timeout=CONNECT_SECONDS)
        log.warning("notifications stopped: the connection to the database was lost")
    finally:
        with suppress(OSError, asyncpg.InterfaceError, asyncpg.PostgresError):
            await connection.close(timeout=1)
