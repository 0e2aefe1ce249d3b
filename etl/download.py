"""Public data sets to try the product with: fetched whole or resumed, checked, never shipped with it."""

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from backend.errors import DataError, Unavailable


@dataclass(frozen=True, slots=True)
class DataSet:
    """Where a data set is published, under which licence, and how to cite it."""

    url: str
    file: str
    licence: str
    citation: str


DATA_SETS = {
    "online-retail": DataSet(
        url="https://archive.ics.uci.edu/static/public/352/online+retail.zip",
        file="online-retail.zip",
        licence="CC BY 4.0",
        citation="Chen, D. (2015). Online Retail. UCI Machine Learning Repository. https://doi.org/10.24432/C5BW33",
    )
}


def download(
    data_set: DataSet,
    folder: Path,
    *,
    url: str | None = None,
    sha256: str | None = None,
    progress: Callable[[int, int | None], None],
) -> tuple[Path, str]:
    """Fetch the archive into the folder; its path and SHA-256. An interrupted fetch goes on where it stopped.

    progress: called with the bytes there are and the bytes there will be, if the server tells. The archive's own
    checksums are verified, and `sha256` where given. Raises Unavailable (network) or DataError (content).
    """
    folder.mkdir(parents=True, exist_ok=True)
    whole = folder / data_set.file
    if not whole.exists():
        part = whole.with_suffix(whole.suffix + ".part")
        _fetch(url or data_set.url, part, progress)
        _check(part, sha256)
        part.replace(whole)
    return whole, _check(whole, sha256)


def _fetch(url: str, part: Path, progress: Callable[[int, int | None], None]) -> None:
    """Append what is missing of the file; start again where the server cannot resume."""
    have = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    try:
        with httpx.stream("GET", url, headers=headers, follow_redirects=True, timeout=30) as answer:
            if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                return
            answer.raise_for_status()
            resumed = answer.status_code == httpx.codes.PARTIAL_CONTENT
            have = have if resumed else 0
            length = answer.headers.get("content-length")
            total = have + int(length) if length else None
            with part.open("ab" if resumed else "wb") as file:
                for chunk in answer.iter_raw():
                    file.write(chunk)
                    have += len(chunk)
                    progress(have, total)
    except httpx.HTTPStatusError as error:
        status = error.response.status_code
        raise Unavailable(f"{url} answers {status}; try again later, or name another --url") from error
    except httpx.HTTPError as error:
        reason = str(error) or type(error).__name__
        raise Unavailable(f"{url} cannot be fetched ({reason}); the same command goes on where it stopped") from error


def _check(path: Path, sha256: str | None) -> str:
    """The file's SHA-256. Raises DataError, and removes the file, when it is not what it should be."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    problem = None
    if sha256 is not None and digest != sha256.lower():
        problem = f"its SHA-256 is {digest}, not {sha256}"
    elif not zipfile.is_zipfile(path):
        problem = "it is no ZIP archive"
    else:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
            problem = f"{damaged} in it is damaged" if damaged else None
    if problem is not None:
        path.unlink()
        raise DataError(f"{path.name}: {problem}; it was removed, download it again")
    return digest
