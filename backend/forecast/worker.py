"""What runs inside a forecast worker process."""

import os
import signal
import tempfile
import threading
import traceback
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection

from backend.errors import BadInput
from backend.forecast.result import Forecast
from backend.forecast.series import DailySeries


@dataclass(frozen=True, slots=True)
class Request:
    """The arguments of `forecast_daily`."""

    history: DailySeries
    horizon: int
    level: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """The forecast asked for."""

    forecast: Forecast


@dataclass(frozen=True, slots=True)
class Refused:
    """The request cannot be answered, in the caller's terms."""

    message: str
    field: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A defect: the traceback, for the log."""

    traceback: str


def serve(connection: Connection, scratch: str) -> None:
    """Say True when warm, then answer requests until the pipe closes.

    scratch: the directory for the fits' temporary files.
    """
    # An own group: the parent can end the worker with the fit it started, and Ctrl-C reaches the parent alone.
    os.setpgrp()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()
    tempfile.tempdir = scratch
    from backend.forecast import prophet_log  # noqa: F401  (seconds of import, paid before the first request)
    from backend.forecast.daily import forecast_daily

    connection.send(True)
    while True:
        try:
            request: Request = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer: object = Fitted(forecast_daily(request.history, request.horizon, request.level))
        except BadInput as error:
            answer = Refused(error.message, str(error.extensions["field"]))
        except Exception:  # noqa: BLE001  (whatever went wrong goes to the parent, which logs it)
            answer = Failed(traceback.format_exc())
        connection.send(answer)


def _follow_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.killpg(0, signal.SIGKILL)
