"""How long a load takes and how much memory: `python -m bench.load [FILE]` (absent: the built-in sample as CSV).

Makes a SALES_HOME of its own, migrates it, and runs `sales load` as a process, from its start to its end; "committed"
is from its start to the commit, after which the data's quality is told. Memory is the peak of the resident set, sampled
every 20 ms: of the loading process, and of PostgreSQL's processes together, whose shared buffers count once
(proportional set size). Disk is what the database has grown to at most, temporary tables and write-ahead log included.

`--floor` measures in each round, on the same server, what `bench.flat` says, and compares medians. The figures go to
the terminal and to bench/results/load.json.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

import psutil

from backend.db.embedded import embedded_postgres
from bench.flat import Floor, floors

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "bench" / "results" / "load.json"
SAMPLE_EVERY_SECONDS = 0.02
WRITE_SAMPLE = "import sys; from etl.sample import sample_rows; sample_rows().write_csv(sys.argv[1])"
MEGABYTE = 1024**2


@dataclass(frozen=True)
class Figures:
    """One run; sizes in MB, of 1,048,576 bytes each, and the seconds that each phase took.

    `processor_seconds` are those of the loader and the server until the commit.
    """

    file: str
    file_mb: float
    seconds: float
    committed_seconds: float
    processor_seconds: float
    loader_peak_mb: float
    postgres_peak_mb: float
    disk_peak_mb: float
    phases: dict[str, float]
    floor: dict[str, Floor]
    cores: int


@dataclass
class Peaks:
    """The highest seen until the load ended, in bytes; when each phase began, processors' time at the commit."""

    loader: int = 0
    postgres: int = 0
    disk: int = 0
    processor: float = 0.0
    began: dict[str, float] = field(default_factory=dict)

    def phases(self, seconds: float) -> dict[str, float]:
        """How long each phase lasted."""
        ends = [*list(self.began.values())[1:], seconds]
        return {name: round(end - begin, 2) for (name, begin), end in zip(self.began.items(), ends, strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", help="an export; absent: the sample")
    parser.add_argument("--rounds", type=int, default=1, help="how often, each on an empty database")
    parser.add_argument("--floor", action="store_true", help="compare with psql's copy and with single inserts")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sales-bench-") as place:
        file = (arguments.file or written_sample(Path(place))).resolve()
        rounds = [
            measured(file, Path(place) / f"home-{number}", floor=arguments.floor, inserts=number == 0)
            for number in range(arguments.rounds)
        ]
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps([asdict(each) for each in rounds], indent=2) + "\n")
    print(
        f"\n{'file':<26}{'MB':>8}{'committed s':>13}{'process s':>11}{'loader MB':>11}{'postgres MB':>13}{'disk MB':>9}"
    )
    for each in rounds:
        print(
            f"{each.file:<26}{each.file_mb:>8.1f}{each.committed_seconds:>13.2f}{each.seconds:>11.2f}"
            f"{each.loader_peak_mb:>11.0f}{each.postgres_peak_mb:>13.0f}{each.disk_peak_mb:>9.0f}"
        )
        print("  " + ", ".join(f"{name} {seconds:.2f}" for name, seconds in each.phases.items()))
    if arguments.floor:
        print_comparison(rounds)


def print_comparison(rounds: list[Figures]) -> None:
    """Medians of the floors in seconds for the file's rows, and the load's share of them within each round."""
    heads = f"{'seconds':>9}{'processor s':>13}{'committed /':>13}{'processor /':>13}"
    print(f"\n{'median of ' + str(len(rounds)):<42}{heads}")
    own = median(each.processor_seconds for each in rounds)
    print(f"{'sales load':<42}{median(each.committed_seconds for each in rounds):>9.2f}{own:>13.2f}")
    for name in rounds[0].floor:  # inserts take long and are of the first round
        held = [(each, each.floor[name]) for each in rounds if name in each.floor]
        seconds = median(floor.seconds for _, floor in held)
        processor = median(floor.processor_seconds for _, floor in held)
        committed = median(each.committed_seconds / floor.seconds for each, floor in held)
        spent = median(each.processor_seconds / floor.processor_seconds for each, floor in held)
        print(f"{name:<42}{seconds:>9.2f}{processor:>13.2f}{committed:>12.3f}x{spent:>12.3f}x")


def written_sample(place: Path) -> Path:
    path = place / "sample.csv"
    subprocess.run([sys.executable, "-c", WRITE_SAMPLE, str(path)], cwd=ROOT, check=True)
    return path


def measured(file: Path, home: Path, *, floor: bool, inserts: bool) -> Figures:
    environment = child_environment(home)
    command = [sys.executable, "-m", "backend.cli", "load", str(file)]
    with embedded_postgres(home) as dsn:
        subprocess.run([sys.executable, "-m", "backend.cli", "migrate"], cwd=ROOT, env=environment, check=True)
        begin, spent = time.perf_counter(), processor_seconds(home)
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
            peaks = watched(process, home, begin)
        seconds = time.perf_counter() - begin
        if process.returncode:
            sys.exit(process.returncode)
        found = floors(dsn, home / "cleaned.csv", partial(processor_seconds, home), inserts=inserts) if floor else {}
    shutil.rmtree(home)
    return Figures(
        file=file.name,
        file_mb=file.stat().st_size / MEGABYTE,
        seconds=seconds,
        committed_seconds=peaks.began["quality"],
        processor_seconds=peaks.processor - spent,
        loader_peak_mb=peaks.loader / MEGABYTE,
        postgres_peak_mb=peaks.postgres / MEGABYTE,
        disk_peak_mb=peaks.disk / MEGABYTE,
        phases=peaks.phases(seconds),
        floor=found,
        cores=psutil.cpu_count() or 0,
    )


def child_environment(home: Path) -> dict[str, str]:
    """That of a process with this SALES_HOME; compiled modules are kept, or its start would be spent on compiling."""
    unwanted = {"DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}
    return {**{name: value for name, value in os.environ.items() if name not in unwanted}, "SALES_HOME": str(home)}


def postgres_of(home: Path) -> psutil.Process:
    """The server's first process, the parent of all its others."""
    return psutil.Process(int((home / "postgres/data/postmaster.pid").read_text().splitlines()[0]))


def watched(process: "subprocess.Popen[str]", home: Path, begin: float) -> Peaks:
    """The peaks of the loader and of PostgreSQL until the loader ends."""
    peaks = Peaks(began={"start": 0.0})
    listener = threading.Thread(target=listen, args=(process, home, peaks, begin))
    listener.start()
    loader, postmaster, turn = psutil.Process(process.pid), postgres_of(home), 0
    while process.poll() is None:
        peaks.loader = max(peaks.loader, size(loader, "rss"))
        if turn % 10 == 0:  # adding up many processes takes longer than a look at one
            family = [postmaster, *postmaster.children(recursive=True)]
            peaks.postgres = max(peaks.postgres, sum(size(each, "pss") for each in family))
        if turn % 100 == 0:
            peaks.disk = max(peaks.disk, disk_of(home))
        turn += 1
        time.sleep(SAMPLE_EVERY_SECONDS)
    listener.join()
    return peaks


def listen(process: "subprocess.Popen[str]", home: Path, peaks: Peaks, begin: float) -> None:
    """Note when the load says that a phase begins, as in ` 40%  merging`; pass on what else it says.

    When it tells of quality it has committed.
    """
    assert process.stderr is not None
    for line in process.stderr:
        share, _, phase = line.partition("%")
        if share.strip().isdigit():
            name = phase.partition(",")[0].strip()
            peaks.began.setdefault(name, time.perf_counter() - begin)
            if name == "quality":
                peaks.processor = processor_seconds(home, psutil.Process(process.pid))
        else:
            sys.stderr.write(line)


def processor_seconds(home: Path, loader: psutil.Process | None = None) -> float:
    """What the server's processes, those that this one started and have ended, and the loader have computed so far."""
    postmaster, ended = postgres_of(home), resource.getrusage(resource.RUSAGE_CHILDREN)
    total = ended.ru_utime + ended.ru_stime + sum(postmaster.cpu_times()[:4])
    for process in [*postmaster.children(), *([loader] if loader else [])]:
        with suppress(psutil.Error):
            total += sum(process.cpu_times()[:2])
    return total


def disk_of(home: Path) -> int:
    """Bytes under the directory; files may come and go meanwhile."""
    total = 0
    for path in home.rglob("*"):
        with suppress(FileNotFoundError):
            total += path.stat().st_size
    return total


def size(process: psutil.Process, kind: str) -> int:
    try:
        return int(getattr(process.memory_full_info() if kind == "pss" else process.memory_info(), kind))
    except psutil.Error:
        return 0


if __name__ == "__main__":
    main()
