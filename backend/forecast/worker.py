"""What runs inside a forecast worker process."""

import os
import signal
import tempfile
import threading
import traceback
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import Protocol, TypeVar

from backend.errors import BadInput

ResultT_co = TypeVar("ResultT_co", covariant=True)


class Task(Protocol[ResultT_co]):
    """What a worker does: a picklable frozen dataclass, importable without its heavy libraries, as its answer is."""

    def run(self) -> ResultT_co:
        """Executed in the worker. May raise BadInput, which reaches the caller as it is."""
        ...


@dataclass(frozen=True, slots=True)
class Done:
    """What the task returned."""

    result: object


@dataclass(frozen=True, slots=True)
class Refused:
    """The task cannot be done, in the caller's terms."""

    message: str
    field: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A defect: the traceback, for the log."""

    traceback: str


def serve(connection: Connection, scratch: str) -> None:
    """Say True when warm, then run tasks until the pipe closes.

    scratch: the directory for the tasks' temporary files.
    """
    # An own group: the parent can end the worker with the fit it started, and Ctrl-C reaches the parent alone.
    os.setpgrp()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()
    tempfile.tempdir = scratch
    from backend.forecast import prophet_models  # noqa: F401  (seconds of import, paid before the first task)

    connection.send(True)
    while True:
        try:
            task: Task[object] = connection.recv()
        except (EOFError, OSError):
            return
        connection.send_bytes(_answer(task))


def _answer(task: Task[object]) -> bytes:
    """The task's outcome, pickled here: a result that cannot be is a defect of the task like any other."""
    try:
        return bytes(ForkingPickler.dumps(Done(task.run())))
    except BadInput as error:
        return bytes(ForkingPickler.dumps(Refused(error.message, str(error.extensions["field"]))))
    except Exception:  # noqa: BLE001  (whatever went wrong goes to the parent, which logs it)
        return bytes(ForkingPickler.dumps(Failed(traceback.format_exc())))


def _follow_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.killpg(0, signal.SIGKILL)
