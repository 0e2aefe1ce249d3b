import asyncio
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import asyncpg
import psutil
import pytest

from backend.db.embedded import embedded_postgres, running_dsn
from backend.errors import UsageError
from tests.oracle.paths import ROOT

USER = """
import sys
from pathlib import Path
from backend.db.embedded import embedded_postgres
with embedded_postgres(Path(sys.argv[1])) as dsn:
    print(dsn, flush=True)
    sys.stdin.read()
"""


def ask(dsn: str, sql: str) -> object:
    async def run() -> object:
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(run())


def servers(home: Path) -> list[psutil.Process]:
    """The server processes of a home: they work in its data directory."""
    data = str(home / "postgres" / "data")
    found = []
    for process in psutil.process_iter():
        try:
            if process.name() == "postgres" and process.cwd() == data and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


@contextmanager
def another_user(home: Path) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A second process that uses the server until its standard input closes; the process and its DSN."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER, str(home)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        yield process, line_of(process.stdout)
        if process.poll() is None:
            leave(process)


def line_of(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline().strip()


def leave(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.close()
    process.wait(30)


def test_data_outlive_the_server_and_nothing_is_left_running(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path) as dsn:
        ask(dsn, "create table kept as select 42 as answer")
        assert running_dsn(tmp_path) == dsn
    assert servers(tmp_path) == []
    assert running_dsn(tmp_path) is None
    with embedded_postgres(tmp_path) as dsn:
        assert ask(dsn, "select answer from kept") == 42


def test_what_is_committed_is_on_disk(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path) as dsn:
        settings = [ask(dsn, f"show {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")]
    assert settings == ["on", "on", "on"]


def test_only_the_last_user_stops_it(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path) as ours, another_user(tmp_path) as (other, theirs):
        assert ours == theirs
        leave(other)
        assert ask(ours, "select 1") == 1
    with another_user(tmp_path) as (other, _):
        with embedded_postgres(tmp_path) as dsn:
            pass
        assert ask(dsn, "select 1") == 1
        leave(other)
        assert servers(tmp_path) == []


def test_many_starting_at_once_share_one_server(tmp_path: Path) -> None:
    found: list[str] = []

    def use() -> None:
        with embedded_postgres(tmp_path) as dsn:
            found.append(str(ask(dsn, "select 1")) + dsn)

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert servers(tmp_path) == []


def test_a_killed_user_is_not_counted(tmp_path: Path) -> None:
    with another_user(tmp_path) as (other, theirs):
        other.kill()
        other.wait()
    assert servers(tmp_path)
    with embedded_postgres(tmp_path) as ours:
        assert ours == theirs
    assert servers(tmp_path) == []


def test_a_killed_server_recovers(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path) as dsn:
        ask(dsn, "create table kept as select 42 as answer")
        running = servers(tmp_path)
        for process in running:
            process.send_signal(signal.SIGKILL)
        psutil.wait_procs(running, timeout=10)
        with embedded_postgres(tmp_path) as again:
            assert ask(again, "select answer from kept") == 42
    assert servers(tmp_path) == []


@pytest.mark.parametrize("content", ["", "garbage", "{running}\n/elsewhere\n1\n5432\n/tmp\n\n0 0\nready\n"])
def test_a_stale_pid_file_does_not_hinder(tmp_path: Path, content: str) -> None:
    with embedded_postgres(tmp_path):
        pass
    (tmp_path / "postgres" / "data" / "postmaster.pid").write_text(content.format(running=os.getpid()))
    with embedded_postgres(tmp_path) as dsn:
        assert ask(dsn, "select 1") == 1


def test_a_cluster_whose_making_was_killed_is_made_again(tmp_path: Path) -> None:
    half_made = tmp_path / "postgres" / "data.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")
    with embedded_postgres(tmp_path) as dsn:
        assert ask(dsn, "select 1") == 1


def test_long_and_odd_paths(tmp_path: Path) -> None:
    home = tmp_path / 'it\'s a "$HOME" `home`, really' / ("x" * 120)
    with embedded_postgres(home) as dsn:
        assert ask(dsn, "select 1") == 1
        sockets = Path(dsn.partition("?host=")[2])
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert servers(home) == []
    assert not sockets.exists()


def test_nobody_else_can_connect(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path) as dsn:
        assert ask(dsn, "show listen_addresses") == ""
        assert ask(dsn, "show unix_socket_permissions") == "0700"
    assert stat.S_IMODE((tmp_path / "postgres" / "data").stat().st_mode) == 0o700


def test_a_home_that_cannot_be_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"SALES_HOME .*/file/home is not writable \(Not a directory\)"):
        embedded_postgres(tmp_path / "file" / "home").__enter__()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as another user")
def test_root_opens_private_directories_for_passing_only(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    with embedded_postgres(private / "home") as dsn:
        assert ask(dsn, "select 1") == 1
        assert {process.uids().real for process in servers(private / "home")} != {0}
    assert stat.S_IMODE(private.stat().st_mode) == 0o701
