"""The edge where errors become one line and an exit status."""

import errno
import signal
import sys
from types import FrameType

import typer

from backend.errors import SalesError

OK, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130
DISK_FULL = "53100"  # SQLSTATE


def exit_status(app: typer.Typer) -> int:
    """Run the command line and translate what it raises."""
    # A shell without job control starts background commands with Ctrl-C ignored; they must end by it all the same.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _as_interrupt)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _as_interrupt)
    try:
        result = app(standalone_mode=False)
    except typer.TyperException as error:
        # Without a text the help has been shown in its place.
        return _say(error.format_message(), USAGE) if error.format_message() else USAGE
    except SalesError as error:
        return _say(error.message, error.exit_status)
    except ExceptionGroup as group:
        return _of_group(group)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last edge
        return _unexpected(error)
    return result if isinstance(result, int) else OK


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    """SIGTERM and a closed terminal end the product the way Ctrl-C does."""
    signal.raise_signal(signal.SIGINT)


def _of_group(group: ExceptionGroup[Exception]) -> int:
    known = group.subgroup(SalesError)
    error: BaseException | None = known or group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return _say(error.message, error.exit_status) if isinstance(error, SalesError) else _unexpected(group)


def _unexpected(error: Exception) -> int:
    """One line for the user; the traceback goes to a file."""
    if getattr(error, "errno", None) == errno.ENOSPC or getattr(error, "sqlstate", None) == DISK_FULL:
        return _say(f"the disk is full ({error}); free some space, or set SALES_HOME elsewhere", FAILED)
    from backend.cli.crash import record

    return _say(f"unexpected {type(error).__name__}: {_one_line(error)}; the details are in {record(error)}", FAILED)


def _say(message: str, status: int) -> int:
    print(f"error: {_one_line(message)}", file=sys.stderr)  # noqa: T201 - a command's output
    return status


def _one_line(message: object) -> str:
    return " ".join(str(message).split()) or "no reason given"
