"""How long a load takes and how much memory: `python -m bench.load [FILE]` (absent: the built-in sample as CSV).

Makes a SALES_HOME of its own, migrates it, and runs `sales load` as a process, from its start to its end. Memory is the
peak of the resident set, sampled every 20 ms: of the loading process, and of PostgreSQL's processes together, whose
shared buffers count once (proportional set size). The figures go to the terminal and to bench/results/load.json.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from backend.db.embedded import embedded_postgres

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "bench" / "results" / "load.json"
SAMPLE_EVERY_SECONDS = 0.02
WRITE_SAMPLE = "import sys; from etl.sample import sample_rows; sample_rows().write_csv(sys.argv[1])"
MEGABYTE = 1024**2


@dataclass(frozen=True)
class Figures:
    """One run; memory in MB, of 1,048,576 bytes each."""

    file: str
    file_mb: float
    seconds: float
    loader_peak_mb: float
    postgres_peak_mb: float
    cores: int


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", help="an export; absent: the sample")
    parser.add_argument("--runs", type=int, default=1, help="how often, each on an empty database")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sales-bench-") as place:
        file = arguments.file or written_sample(Path(place))
        runs = [measured(file.resolve(), Path(place) / f"home-{run}") for run in range(arguments.runs)]
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps([asdict(run) for run in runs], indent=2) + "\n")
    print(f"\n{'file':<28}{'MB':>8}{'seconds':>10}{'loader MB':>12}{'postgres MB':>13}")
    for run in runs:
        print(
            f"{run.file:<28}{run.file_mb:>8.1f}{run.seconds:>10.2f}{run.loader_peak_mb:>12.0f}{run.postgres_peak_mb:>13.0f}"
        )


def written_sample(place: Path) -> Path:
    path = place / "sample.csv"
    subprocess.run([sys.executable, "-c", WRITE_SAMPLE, str(path)], cwd=ROOT, check=True)
    return path


def measured(file: Path, home: Path) -> Figures:
    environment = {**os.environ, "SALES_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    with embedded_postgres(home):
        subprocess.run([sys.executable, "-m", "backend.cli", "migrate"], cwd=ROOT, env=environment, check=True)
        servers = postgres_of(home)
        begin = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "backend.cli", "load", str(file)], cwd=ROOT, env=environment)
        loader_peak, postgres_peak = watched(process, servers)
        seconds = time.perf_counter() - begin
    if process.returncode:
        sys.exit(process.returncode)
    return Figures(
        file=file.name,
        file_mb=file.stat().st_size / MEGABYTE,
        seconds=seconds,
        loader_peak_mb=loader_peak / MEGABYTE,
        postgres_peak_mb=postgres_peak / MEGABYTE,
        cores=psutil.cpu_count() or 0,
    )


def postgres_of(home: Path) -> psutil.Process:
    """The server's first process, the parent of all its others."""
    return psutil.Process(int((home / "postgres/data/postmaster.pid").read_text().splitlines()[0]))


def watched(process: "subprocess.Popen[bytes]", postmaster: psutil.Process) -> tuple[int, int]:
    """Peak bytes of the loader and of PostgreSQL until the loader ends."""
    loader, loader_peak, postgres_peak, turn = psutil.Process(process.pid), 0, 0, 0
    while process.poll() is None:
        loader_peak = max(loader_peak, size(loader, "rss"))
        if turn % 10 == 0:  # adding up many processes takes longer than a look at one
            family = [postmaster, *postmaster.children(recursive=True)]
            postgres_peak = max(postgres_peak, sum(size(each, "pss") for each in family))
        turn += 1
        time.sleep(SAMPLE_EVERY_SECONDS)
    return loader_peak, postgres_peak


def size(process: psutil.Process, kind: str) -> int:
    try:
        return int(getattr(process.memory_full_info() if kind == "pss" else process.memory_info(), kind))
    except psutil.Error:
        return 0


if __name__ == "__main__":
    main()
