"""Logs: where they go, in which form, and what never stands in them."""

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.app.logging import JsonLines, ReadableLines, configure_logging, request_id, without_secrets
from backend.errors import UsageError
from tests.app.conftest import settings

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def record(message: str, *arguments: object, **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("sales.test", logging.WARNING, "file.py", 1, message, arguments, None)
    made.fields = fields
    return made


def failed(message: str) -> logging.LogRecord:
    made = record("it failed")
    try:
        raise ValueError(message)
    except ValueError:
        made.exc_info = sys.exc_info()
    return made


def test_production_writes_a_json_object_a_line() -> None:
    reset = request_id.set("request-1")
    line = JsonLines().format(record("two\n%s", "lines", status=200, path="/graphql"))
    request_id.reset(reset)
    assert "\n" not in line
    written = json.loads(line)
    assert written.pop("time").endswith("+00:00")
    assert written == {
        "level": "WARNING",
        "logger": "sales.test",
        "message": "two\nlines",
        "requestId": "request-1",
        "status": 200,
        "path": "/graphql",
    }
    assert "ValueError: no" in json.loads(JsonLines().format(failed("no")))["error"]


def test_development_writes_readable_lines_that_nobody_can_forge() -> None:
    line = ReadableLines().format(record("GET %s", "/x\n09:00:00 INFO all is well"))
    assert line.endswith("WARNING sales.test: GET /x\\n09:00:00 INFO all is well")
    assert "ValueError: no" in ReadableLines().format(failed("no"))


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Authorization: Bearer abc.def-ghi", "abc.def-ghi"),
        (f"token {JWT} refused", JWT),
        ("no database at postgresql://sales:pass-word@db:5432/sales", "pass-word"),
        ("no database at postgresql://:pass-word@db/sales", "pass-word"),
        ('{"email": "a@b.de", "password": "correct-horse"}', "correct-horse"),
        ("password=correct-horse host=db", "correct-horse"),
        ("variables {'refreshToken': 'opaque-token'}", "opaque-token"),
    ],
)
def test_secrets_are_blotted_out(text: str, secret: str) -> None:
    assert secret not in without_secrets(text)
    assert secret not in JsonLines().format(failed(text))
    assert secret not in ReadableLines().format(failed(text))


def test_other_text_stays() -> None:
    text = "POST /graphql 200 in 3 ms, password accepted, postgresql://db/sales, eyJ, 12:30"
    assert without_secrets(text) == text


@pytest.mark.parametrize(("env", "is_json"), [("production", True), ("development", False)])
def test_lines_go_to_stderr_and_to_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], env: str, is_json: bool
) -> None:
    configure_logging(settings(tmp_path, SALES_ENV=env, LOG_LEVEL="info"))
    logging.getLogger("backend.etl").info("loaded")
    logging.getLogger("backend.etl").debug("details")
    logging.getLogger("httpx").info("chatter")
    written = (tmp_path / "logs" / "sales.log").read_text()
    assert written == capsys.readouterr().err
    (line,) = written.splitlines()
    assert "loaded" in line
    assert line.startswith("{") is is_json


def test_configuring_twice_writes_once(tmp_path: Path) -> None:
    for _ in range(2):
        configure_logging(settings(tmp_path))
    logging.getLogger("backend.etl").warning("once")
    assert (tmp_path / "logs" / "sales.log").read_text().count("once") == 1


def test_a_database_that_stays_away_is_told_without_traceback(tmp_path: Path) -> None:
    configure_logging(settings(tmp_path))
    try:
        raise OSError("connection refused")
    except OSError:
        logging.getLogger("asyncpg.pool").warning("Failed to restore", exc_info=True)
    written = (tmp_path / "logs" / "sales.log").read_text()
    assert "Failed to restore: connection refused" in written
    assert "Traceback" not in written


def test_a_home_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "logs").touch()
    with pytest.raises(UsageError, match="make SALES_HOME writable"):
        configure_logging(settings(tmp_path))
