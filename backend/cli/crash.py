"""Where the traceback of an unexpected error goes."""

import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from backend.errors import SalesError
from backend.settings import load_settings


def record(error: BaseException) -> Path:
    """Append the traceback to `crash.log` in SALES_HOME/logs, or in the temporary directory if that fails."""
    text = f"{datetime.now(UTC).isoformat()}\n{''.join(traceback.format_exception(error))}\n"
    try:
        return _append(load_settings().home / "logs", text)
    except (OSError, SalesError):
        return _append(Path(tempfile.gettempdir()), text)


def _append(directory: Path, text: str) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "crash.log"
    with path.open("a", encoding="utf-8") as file:
        file.write(text)
    return path
