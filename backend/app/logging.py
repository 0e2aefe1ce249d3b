"""Logs: JSON lines in production, readable lines in development; to stderr and to SALES_HOME/logs/sales.log."""

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler

from backend.errors import UsageError
from backend.settings import Settings

FILE_BYTES = 10 * 1024 * 1024
FILES_KEPT = 5
# Their INFO is about themselves; their warnings matter.
_CHATTY = ("alembic", "asyncio", "cmdstanpy", "engineio", "httpcore", "httpx", "prophet", "socketio", "uvicorn")
_SECRETS = re.compile(
    r"(?P<scheme>\bBearer\s+)[^\s\"',]+"
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]*"
    r"|(?P<user>://[^\s:/@]*:)[^\s@/]+(?=@)"
    r"|(?P<name>\b(?:password|secret|refresh_?token|access_?token)[\"']?\s*[=:]\s*[\"']?)[^\s\"',&]+",
    re.IGNORECASE,
)

request_id: ContextVar[str] = ContextVar("request_id", default="")
client_address: ContextVar[str | None] = ContextVar("client_address", default=None)


def configure_logging(settings: Settings) -> None:
    """Send this process's log to stderr and the rotated file. Raises UsageError if that cannot be written."""
    formatter = JsonLines() if settings.env == "production" else ReadableLines()
    path = settings.home / "logs" / "sales.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = RotatingFileHandler(path, "a", FILE_BYTES, FILES_KEPT, encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}): make SALES_HOME writable") from error
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
        old.close()
    for handler in (logging.StreamHandler(sys.stderr), file):
        handler.setFormatter(formatter)
        root.addHandler(handler)
    root.setLevel(settings.log_level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.getLogger("asyncpg.pool").addFilter(_reason_only)
    logging.captureWarnings(capture=True)


def _reason_only(record: logging.LogRecord) -> bool:
    """The pool tells of a database that is away again and again: its reason is enough, the traceback too much."""
    if record.exc_info and record.exc_info[1]:
        record.msg, record.args = f"{record.getMessage()}: {record.exc_info[1]}", ()
        record.exc_info = None
    return True


def without_secrets(text: str) -> str:
    """The text with tokens, passwords and credentials in addresses blotted out."""
    return _SECRETS.sub(lambda found: f"{found['scheme'] or found['user'] or found['name'] or ''}***", text)


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, requestId, the record's `fields`, error."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        if identifier := request_id.get():
            line["requestId"] = identifier
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["error"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(line, default=str)


class ReadableLines(logging.Formatter):
    """`09:15:02 WARNING backend.db: message [request id]`, then the traceback if there is one."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the standard library's name
        """The first line, on one line whatever the message holds."""
        identifier = request_id.get()
        line = super().formatMessage(record).replace("\n", "\\n")
        return f"{line} [{identifier}]" if identifier else line

    def format(self, record: logging.LogRecord) -> str:
        """The record without secrets."""
        return without_secrets(super().format(record))
