"""`sales download`: a public data set to try the product with."""

import sys
from pathlib import Path

from backend.errors import UsageError
from backend.settings import load_settings


def run_download(name: str, folder: Path | None, url: str | None, sha256: str | None) -> None:
    """Fetch the data set and say how to load it. Raises UsageError, Unavailable, DataError."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    from etl.download import DATA_SETS, download

    if name not in DATA_SETS:
        raise UsageError(f"there is no data set {name!r}; there is {', '.join(sorted(DATA_SETS))}")
    data_set = DATA_SETS[name]
    where = folder or load_settings().home / "downloads"
    columns = (TextColumn(data_set.file), BarColumn(), DownloadColumn())
    with Progress(*columns, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(data_set.file, total=None)
        path, digest = download(
            data_set,
            where,
            url=url,
            sha256=sha256,
            progress=lambda have, total: bar.update(task, completed=have, total=total),
        )
    for line in (
        f"{path}, SHA-256 {digest}",
        f"Licence {data_set.licence}: {data_set.citation}",
        f"Load it: sales load {path}",
    ):
        print(line)  # noqa: T201 - a command's output
