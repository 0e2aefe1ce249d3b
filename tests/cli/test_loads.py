"""`sales load --dry-run`, `loads`, `undo`, `rejects`, `watch` and standard input, as a user runs them."""

import asyncio
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from backend.db import Database
from backend.db.embedded import embedded_postgres
from etl.locking import exclusive
from tests.api.server import environment
from tests.cli.command import command, error_line, sales
from tests.etl.rows import row, write
from tests.oracle.paths import ROOT


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write(tmp_path / "export.csv", row(), row(InvoiceNo="1002"), row(UnitPrice="0"))


def test_from_preview_to_undo(tmp_path: Path, export: Path) -> None:
    home = tmp_path / "home"
    told = sales(home, "load", str(export), "--dry-run", "--max-reject-share", "0.5")
    assert told.returncode == 0, told.stderr
    assert "order: InvoiceNo" in told.stdout
    assert "1 of 3 rows would be rejected" in told.stdout
    assert "Quality" not in told.stdout, "nothing is odd"
    assert "Nothing was changed" in told.stdout
    refused = sales(home, "load", str(export))
    assert refused.returncode == 1
    assert "1 of 3 rows would be rejected, more than 20%" in error_line(refused.stderr)
    done = sales(home, "load", str(export), "--max-reject-share", "0.5")
    assert done.returncode == 0, done.stderr
    listed = sales(home, "loads").stdout
    assert "COMMITTED" in listed
    assert "FAILED" in listed
    load_id = next(line for line in done.stdout.splitlines() if line.startswith("Load ")).split()[1].rstrip(":")
    rejected = sales(home, "rejects", load_id, "--csv").stdout
    assert rejected.splitlines() == ["file,row,column,value,reason", f"{export},4,UnitPrice,0,zero price"]
    assert "zero price" in sales(home, "rejects", load_id).stdout
    undone = sales(home, "undo", load_id)
    assert undone.returncode == 0, undone.stderr
    assert "UNDONE" in sales(home, "loads").stdout
    assert "only a COMMITTED load can be undone" in error_line(sales(home, "undo", load_id).stderr)


def test_the_summary_and_the_preview_tell_what_is_odd(tmp_path: Path) -> None:
    """Counted by hand: two weeks of Mondays to Fridays without the second Wednesday, one order a day."""
    days = [day for day in (*range(4, 9), *range(11, 16)) if day != 13]
    rows = [
        row(InvoiceNo=str(day), InvoiceDate=f"2024-03-{day:02} 10:00:00", Quantity=str(day % 3 + 1), CustomerID=None)
        for day in days
    ]
    path = write(
        tmp_path / "odd.csv",
        *rows,
        rows[0],
        row(InvoiceNo="4", InvoiceDate="2024-03-04 10:00:00", Description="Crimson mug"),
        row(InvoiceNo="giant", InvoiceDate="2024-03-05 10:00:00", Quantity="90000", Country="Atlantis"),
    )
    for given in (["--dry-run"], []):
        done = sales(tmp_path / "home", "load", str(path), *given)
        assert done.returncode == 0, done.stderr
        cells = [[cell.strip() for cell in line.strip("│").split("│")] for line in done.stdout.splitlines()]
        told = {cell[0]: cell[1:] for cell in cells if len(cell) == 3}
        assert told["lines without customer"] == ["91.7%", ""]  # 11 of 12: an order has the customer of its first line
        assert told["orders of unusual size"] == ["1", "giant"]
        assert told["repeated lines"] == ["1", ""]
        assert told["codes with several names"] == ["1", "A1"]
        assert told["unknown countries"] == ["1", "Atlantis"]
        assert "days without orders" not in told, "of two Wednesdays one is none: not mostly open"


def test_standard_input_and_a_mapping(tmp_path: Path) -> None:
    given = "a;b;c;d;e\n1;X;2;3,50;31.12.2024\n"
    columns = [
        f"--map={field}={name}" for field, name in zip(("order", "product", "quantity", "price"), "abcd", strict=True)
    ]
    done = sales(tmp_path / "home", "load", "-", *columns, "--map=date=e", "--country", "Malta", given=given)
    assert done.returncode == 0, done.stderr
    assert "country: Malta for every row" in done.stdout


def test_a_new_home_has_nothing_to_tell(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert sales(home, "loads").stdout == "Nothing was loaded yet: sales load FILE, or sales load --sample\n"
    for arguments in (["rejects", "7"], ["rejects", "7", "--csv"], ["undo", "7"]):
        refused = sales(home, *arguments)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "there is no load 7" in error_line(refused.stderr)


def test_a_folder_that_cannot_be_watched_is_told_before_anything_starts(tmp_path: Path, export: Path) -> None:
    for folder, reason in ((export, "this is a file"), (tmp_path / "absent", "there is no such folder")):
        refused = sales(tmp_path / "home", "watch", str(folder))
        assert (refused.returncode, refused.stdout) == (1, "")
        assert reason in error_line(refused.stderr)
    assert not (tmp_path / "home").exists()


def test_two_loads_at_once_take_turns(tmp_path: Path) -> None:
    """Two processes and a third that holds the data set meanwhile: both say that they wait, and both end well."""
    home = tmp_path / "home"
    assert sales(home, "migrate").returncode == 0
    orders = {name: [row(InvoiceNo=f"{name}{number}") for number in range(500)] for name in "ab"}
    shared = [row(InvoiceNo="both", Quantity="3")]
    paths = [write(tmp_path / f"{name}.csv", *rows, *shared) for name, rows in orders.items()]

    logs = [path.with_suffix(".log") for path in paths]
    with embedded_postgres(home) as dsn, asyncio.Runner() as other:
        db = other.run(Database.connect(dsn, size=2))
        held = exclusive(db)
        other.run(held.__aenter__())
        processes = []
        for path, log in zip(paths, logs, strict=True):
            with log.open("w") as output:
                given = command("load", str(path))
                processes.append(subprocess.Popen(given, cwd=ROOT, env=environment(home), stdout=output, stderr=output))
        for log in logs:
            wait_for(log, "waiting for another load")
        other.run(held.__aexit__(None, None, None))
        other.run(db.close())
        assert [process.wait(60) for process in processes] == [0, 0]
    told = "".join(log.read_text() for log in logs)
    assert sorted(re.findall(r"orders added +│ +(\d+)", told)) == ["500", "501"]
    assert re.findall(r"orders unchanged │ +(\d+)", told).count("1") == 1
    assert [line.split("│")[2].strip() for line in sales(home, "loads").stdout.splitlines() if ".csv" in line] == [
        "COMMITTED",
        "COMMITTED",
    ]


@pytest.mark.parametrize("option", ["--map=order", "--map=colour=x", "--date-order=sideways", "--decimal=dash"])
def test_an_option_that_cannot_be_is_told(tmp_path: Path, export: Path, option: str) -> None:
    refused = sales(tmp_path / "home", "load", str(export), option)
    assert refused.returncode == 2
    assert option.partition("=")[0] in error_line(refused.stderr)


def test_watching_a_folder_loads_what_lands_and_passes_over_what_is_broken(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "broken.csv").write_text("<html>no</html>")
    home, output = tmp_path / "home", tmp_path / "watch.log"
    with output.open("w") as log:
        process = subprocess.Popen(command("watch", str(folder)), cwd=ROOT, env=environment(home), stdout=log)
    try:
        wait_for(output, "error: ")
        write(folder / "day.csv", row(), row(InvoiceNo="1002"))
        wait_for(output, "day.csv is load 1: 2 orders added")
        write(folder / "day.csv", row(Quantity="3"), row(InvoiceNo="1002"))
        wait_for(output, "0 orders added, 1 replaced, 1 unchanged")
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130


def wait_for(log: Path, text: str) -> None:
    deadline = time.monotonic() + 30
    while text not in log.read_text():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
