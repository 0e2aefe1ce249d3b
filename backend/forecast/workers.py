"""Worker processes that fit models, warm before the first request, replaced when they die or run too long."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar, cast

from backend.errors import BadInput, Timeout, Unavailable
from backend.forecast.scratch import scratch
from backend.forecast.worker import Done, Failed, Refused, Task, serve

ResultT = TypeVar("ResultT")

TIMEOUT_SECONDS = 60.0


class _Worker:
    """One process and the parent's end of its pipe; POSIX only (process groups, readable descriptors)."""

    def __init__(self, scratch: Path) -> None:
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, str(scratch)), name="forecast", daemon=True)
        self._process.start()
        theirs.close()
        self._ready = False

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    def alive(self) -> bool:
        return self._process.is_alive()

    async def ready(self) -> None:
        """Wait until it has imported Prophet. Raises EOFError or OSError when it dies first."""
        if not self._ready:
            await _readable(self._connection)
            self._ready = bool(self._connection.recv())

    async def call(self, task: Task[object]) -> Done | Refused | Failed:
        """The worker's answer. Raises EOFError or OSError when it dies first."""
        await self.ready()
        self._connection.send(task)
        await _readable(self._connection)
        answer: Done | Refused | Failed = self._connection.recv()
        return answer

    def signal_end(self) -> None:
        """Kill the process and whatever it started; a call under way then sees its pipe close."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.kill()

    def end(self) -> None:
        """Kill, and wait until nothing is left of it."""
        self.signal_end()
        self._process.join()
        self._connection.close()


async def _readable(connection: Connection) -> None:
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(connection.fileno(), ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(connection.fileno())
        # uvloop leaves the descriptor non-blocking, on which Connection would read half a message and fail.
        os.set_blocking(connection.fileno(), True)


class ForecastWorkers:
    """A few processes, one task each at a time.

    `async with ForecastWorkers(2) as workers` starts them without waiting for Prophet's import, and leaves none behind.
    scratch: the directory of their temporary files, removed at the end.
    """

    def __init__(self, count: int = 1, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._count = count
        self._timeout_seconds = timeout_seconds
        self._workers: list[_Worker] = []
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._kept = ExitStack()
        self.scratch = Path()
        self._open = False

    async def __aenter__(self) -> "ForecastWorkers":
        # Killed workers cannot clear up after themselves, so their temporary files live in a directory of the parent's.
        self.scratch = self._kept.enter_context(scratch())
        self._workers = [_Worker(self.scratch) for _ in range(self._count)]
        for worker in self._workers:
            self._idle.put_nowait(worker)
        self._open = True
        return self

    async def __aexit__(self, *_exception: object) -> None:
        self._open = False
        for worker in self._workers:
            worker.signal_end()
        # Calls under way fail and hand their worker back: with all of them here nobody uses one any more.
        for _ in range(self._count):
            (await self._idle.get()).end()
        self._workers.clear()
        self._kept.close()

    def pids(self) -> list[int]:
        """Process ids of the workers now running."""
        return [worker.pid for worker in self._workers]

    async def warm(self) -> None:
        """Wait until the workers are warm; `run` may be called before that. Raises Unavailable when one dies."""
        for _ in range(self._count):
            async with self._borrow() as worker:
                await worker.ready()

    async def run(self, task: Task[ResultT]) -> ResultT:
        """What `task.run()` returns, executed in a worker process.

        Raises BadInput as the task does, Timeout when waiting and running take too long, Unavailable when the worker
        dies, RuntimeError with the worker's traceback for any other failure.
        """
        try:
            async with asyncio.timeout(self._timeout_seconds), self._borrow() as worker:
                answer = await worker.call(task)
        except TimeoutError:
            raise Timeout(
                f"The forecast took over {self._timeout_seconds:g} s and was stopped; try again later."
            ) from None
        if isinstance(answer, Refused):
            raise BadInput(answer.message, field=answer.field)
        if isinstance(answer, Failed):
            raise RuntimeError(f"a task failed in its worker:\n{answer.traceback}")
        return cast("ResultT", answer.result)

    @asynccontextmanager
    async def _borrow(self) -> AsyncIterator[_Worker]:
        """An idle worker, alive; replaced when it does not come back whole."""
        if not self._open:
            raise Unavailable("Forecasts are shut down; try again when the server is up.")
        worker = await self._idle.get()
        whole = False
        try:
            if not worker.alive():
                worker = self._replace(worker)
            yield worker
            whole = True
        except (EOFError, OSError):
            raise Unavailable("The forecast's worker process died and was replaced; try again.") from None
        finally:
            self._idle.put_nowait(worker if whole else self._replace(worker))

    def _replace(self, worker: _Worker) -> _Worker:
        """A fresh worker in the place of one that is dead or stuck; while shutting down, the dead one."""
        worker.end()
        if not self._open:
            return worker
        fresh = _Worker(self.scratch)
        self._workers[self._workers.index(worker)] = fresh
        return fresh
