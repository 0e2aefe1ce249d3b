import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.api.server import environment
from tests.cli.command import command, sales
from tests.oracle.paths import ROOT

HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
ROWS = (
    "1001,A1,Tea,2,2024-03-04 10:00:00,1.25,17850.0,Germany\n"
    "1001,A2,Cup,1,2024-03-04 10:00:00,3.00,17850.0,Germany\n"
    "1002,A1,Tea,x,2024-03-05 11:00:00,1.25,,France\n"
    "1003,A1,Tea,4,2024-03-06 12:00:00,1.25,,France\n"
    "1004,A2,Cup,1,2024-03-07 13:00:00,3.00,,France\n"
)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_text(HEAD + ROWS)
    return path


def test_plain_lines_and_a_summary(tmp_path: Path, export: Path) -> None:
    done = sales(tmp_path / "home", "load", str(export))
    assert done.returncode == 0, done.stderr
    assert "100%  done" in done.stderr
    assert "\x1b" not in done.stderr + done.stdout
    counts = {
        line.split("│")[1].strip(): line.split("│")[2].strip() for line in done.stdout.splitlines() if "│" in line
    }
    assert counts["rows read"] == "5"
    assert counts["rows loaded"] == "4"
    assert counts["rows rejected"] == "1"
    assert counts["orders added"] == "3"
    assert counts["unreadable quantity"] == "1"
    assert "row 4, Quantity: x" in " ".join(done.stdout.split())


def test_the_same_file_again_changes_nothing(tmp_path: Path, export: Path) -> None:
    sales(tmp_path / "home", "load", str(export))
    again = sales(tmp_path / "home", "load", str(export))
    assert again.returncode == 0
    assert again.stdout == "export.csv is loaded already (load 1); nothing was changed.\n"


def test_a_bar_on_a_terminal(tmp_path: Path, export: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        command("load", str(export)),
        cwd=ROOT,
        env=environment(tmp_path / "home") | {"TERM": "xterm"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    with done, os.fdopen(ours, "rb") as terminal:
        shown = b""
        try:
            while part := terminal.read1():
                shown += part
        except OSError:
            pass  # how Linux says that the other end of a terminal is closed
    assert done.returncode == 0
    assert "━" in shown.decode()
    assert b"100%" in shown
