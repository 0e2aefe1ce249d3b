"""Loading in pieces: the memory of the loading process does not follow the size of the file."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.server import environment
from tests.oracle.paths import ROOT

pytestmark = pytest.mark.slow

# The sample several times over under new order numbers and, as in a shop that grew, ten times the customers.
WRITE = """
import sys
import polars as pl
from etl.sample import sample_rows

rows = sample_rows()
with open(sys.argv[1], "wb") as file:
    for copy in range(int(sys.argv[2])):
        again = rows.with_columns(
            pl.col("InvoiceNo") + f"x{copy}", pl.col("CustomerID") + str(copy % 10)
        )
        file.write(again.write_csv(include_header=copy == 0).encode())
"""
# The kernel's own high-water mark of the process. getrusage's would start at that of the process that started it.
LOAD = """
import json, re, sys
from pathlib import Path
from backend.cli import app

try:
    app(["load", sys.argv[1]], standalone_mode=False)
finally:
    peak = re.search("VmHWM:\\\\s+(\\\\d+) kB", Path("/proc/self/status").read_text())
    print(json.dumps({"megabytes": int(peak[1]) / 1024}))
"""
COPIES = 5
LINES = 520_263
MOST_MEGABYTES = 1_000


@pytest.fixture
def export(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "large.csv"
    subprocess.run([sys.executable, "-c", WRITE, str(path), str(COPIES)], cwd=ROOT, check=True, timeout=300)
    yield path
    path.unlink()


def test_millions_of_lines_within_a_bounded_memory(tmp_path: Path, export: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(export)],
        cwd=ROOT,
        env=environment(tmp_path / "home"),
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    assert f"{COPIES * LINES:,}" in done.stdout
    megabytes = json.loads(done.stdout.splitlines()[-1])["megabytes"]
    print(f"{COPIES * LINES:,} lines: {megabytes:,.0f} MB")
    assert megabytes < MOST_MEGABYTES
