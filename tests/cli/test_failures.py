"""What a user sees when something is wrong: one line, the right exit status, never a traceback."""

import socket
from pathlib import Path

import pytest

from tests.api.server import free_port
from tests.cli.command import error_line, sales

NOWHERE = "postgresql://nobody:secret@127.0.0.1:1/nothing"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all who need a database but leave nothing in it."""
    return tmp_path_factory.mktemp("failures")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lod"], "No such command 'lod'"),
        (["load", "--smple"], "No such option: --smple"),
        (["load"], "name the files to load, or --sample"),
        (["up", "--port", "many"], "Invalid value for '--port'"),
        (["up", "--port", "70000"], "Invalid value for '--port'"),
        (["forecast", "--horizon", "0"], "Invalid value for '--horizon'"),
        (["up", "--host", "no.such.host.invalid"], "--host no.such.host.invalid: no such address"),
        (["url"], "is not running; start it with ./dev up"),
        (["migrate", "nowhere"], "cannot migrate to 'nowhere'"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(home: Path, arguments: list[str], said: str) -> None:
    done = sales(home, *arguments)
    assert done.returncode == 2
    assert said in error_line(done.stderr)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LOG_LEVEL", "loud", "setting LOG_LEVEL: Input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("SALES_TIMEZONE", "Moon/Base", "setting SALES_TIMEZONE: 'Moon/Base' is not a time zone"),
        ("SALES_TOKEN_MINUTES", "0", "setting SALES_TOKEN_MINUTES: Input should be greater than or equal to 1"),
        ("SALES_SECRET_KEY", "short", "SALES_SECRET_KEY needs at least 32 characters"),
        ("DATABASE_URL", "mysql://root:secret@host/shop", "setting DATABASE_URL: write postgresql://"),
        ("DATABASE_URL", "postgresql://root:secret@host:port/shop", "setting DATABASE_URL: write postgresql://"),
        ("SALES_ADMIN_PASSWORD", "x", "setting SALES_ADMIN_PASSWORD"),
    ],
)
def test_a_wrong_setting_is_named(home: Path, name: str, value: str, said: str) -> None:
    done = sales(home, "up", "--empty", "--port", str(free_port()), **{name: value})
    assert done.returncode == 2
    assert said in error_line(done.stderr)


def test_a_taken_port_is_said_before_anything_slow(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = sales(tmp_path, "up", "--port", str(port))
    assert done.returncode == 2
    assert error_line(done.stderr) == f"error: port {port} on 127.0.0.1 is taken; choose another with --port"
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize("arguments", [["up"], ["load", "--sample"], ["user", "list"]])
def test_a_home_that_cannot_be_written_is_named(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "file").write_text("")
    done = sales(tmp_path / "file" / "home", *arguments)
    assert done.returncode == 2
    assert f"SALES_HOME {tmp_path}/file/home is not writable" in error_line(done.stderr)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no such file"),
        (b"", "the file is empty"),
        (b"\x1f\x8b\x08broken", "the compressed data is damaged"),
        (b"a,b\n1,2\n", "column"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_named(tmp_path: Path, home: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "export.csv"
    if content is not None:
        path.write_bytes(content)
    done = sales(home, "load", str(path))
    assert done.returncode == 1
    line = error_line(done.stderr)
    assert str(path) in line
    assert said in line


@pytest.mark.parametrize("arguments", [["load", "--sample"], ["migrate"], ["user", "list"], ["forecast"]])
def test_an_absent_database_is_said_without_its_password(tmp_path: Path, arguments: list[str]) -> None:
    done = sales(tmp_path, *arguments, DATABASE_URL=NOWHERE)
    assert done.returncode == 1
    assert "secret" not in done.stderr
    assert "database" in error_line(done.stderr)


def test_help_of_the_command_without_arguments(tmp_path: Path) -> None:
    done = sales(tmp_path)
    assert done.returncode == 2
    assert "Commands" in done.stdout
