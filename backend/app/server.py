"""Serving: uvicorn with our logs, bounded shutdown, and forwarded headers only from known proxies."""

import asyncio
import gc
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from backend.app.graphql_request import BODY_BYTES
from backend.app.graphql_ws import close_all
from backend.settings import Settings

SHUTDOWN_SECONDS = 5


def serve(app: Starlette, listener: socket.socket, settings: Settings, started: Callable[[], None]) -> None:
    """Serve on a bound socket until SIGINT or SIGTERM, then end requests under way, at most for SHUTDOWN_SECONDS.

    `started` is called once, when requests are answered. Raises what the application's start raises.
    """
    config = uvicorn.Config(
        app,
        lifespan="off",  # run here instead, where its errors are seen
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxy_ips),
        forwarded_allow_ips=settings.proxy_ips,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        ws_max_size=BODY_BYTES,
    )
    server = _Server(config, started, lambda: close_all(app.state))

    async def run() -> None:
        with server.capture_signals():
            async with app.router.lifespan_context(app):
                await server.serve([listener])

    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(run())


class _Server(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, started: Callable[[], None], stopping: Callable[[], Awaitable[None]]
    ) -> None:
        super().__init__(config)
        self._announce = started
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # what is loaded stays; to look through it all again would hold up a request for 0.1 s
        if self.started and not self.should_exit:
            self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say good-bye over websockets first; uvicorn alone would call it a restart (1012)."""
        await self._stopping()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn's own raises the signal again at the end, which would cut the application's lifespan short."""
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
