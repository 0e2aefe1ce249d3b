"""Fetching a data set from a real HTTP server: whole, resumed, damaged, refused."""

import hashlib
import io
import re
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from backend.errors import DataError, Unavailable
from etl.download import DATA_SETS, download

DATA_SET = DATA_SETS["online-retail"]


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("export.csv", "InvoiceNo,StockCode\n" + "1,A\n" * 20_000)
    return buffer.getvalue()


@dataclass
class Site:
    """What a server answers with, and the ranges it was asked for; `cut` ends each answer early."""

    content: bytes = field(default_factory=archive)
    resumes: bool = True
    cut: int | None = None
    status: int | None = None
    asked: list[str | None] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("Range")
            served.asked.append(asked)
            if served.status is not None:
                self.send_error(served.status)
                return
            start = int(re.findall(r"\d+", asked)[0]) if asked and served.resumes else 0
            if start >= len(served.content):
                self.send_error(416)
                return
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(served.content) - start))
            self.end_headers()
            self.wfile.write(served.content[start : served.cut])

        def log_message(self, *_arguments: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_address[1]}/online+retail.zip"
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(site: Site, folder: Path, sha256: str | None = None) -> tuple[Path, str]:
    return download(DATA_SET, folder, url=site.url, sha256=sha256, progress=lambda _have, _total: None)


def test_the_whole_archive_and_its_digest(site: Site, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    path, digest = download(DATA_SET, tmp_path, url=site.url, progress=lambda have, total: told.append((have, total)))
    assert path.read_bytes() == site.content
    assert digest == hashlib.sha256(site.content).hexdigest()
    assert told[-1] == (len(site.content), len(site.content))
    assert fetch(site, tmp_path)[0] == path
    assert len(site.asked) == 1


@pytest.mark.parametrize("resumes", [True, False])
def test_an_interrupted_fetch_goes_on(site: Site, tmp_path: Path, resumes: bool) -> None:
    site.cut = 1000
    with pytest.raises(Unavailable, match="goes on where it stopped"):
        fetch(site, tmp_path)
    site.cut, site.resumes = None, resumes
    path, _ = fetch(site, tmp_path)
    assert path.read_bytes() == site.content
    assert site.asked == [None, "bytes=1000-"]
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_another_digest_than_expected_is_refused_and_removed(site: Site, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="its SHA-256 is"):
        fetch(site, tmp_path, sha256="0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_archive_is_refused(site: Site, tmp_path: Path) -> None:
    site.content = b"<html>sign in</html>"
    with pytest.raises(DataError, match="it is no ZIP archive"):
        fetch(site, tmp_path)


def test_a_damaged_archive_is_refused(site: Site, tmp_path: Path) -> None:
    site.content = site.content.replace(b"1,A\n1,A\n", b"1,A\n9,A\n", 1)
    with pytest.raises(DataError, match="is damaged"):
        fetch(site, tmp_path)


@pytest.mark.parametrize("status", [404, 500])
def test_a_refusing_server_is_told(site: Site, tmp_path: Path, status: int) -> None:
    site.status = status
    with pytest.raises(Unavailable, match=f"answers {status}"):
        fetch(site, tmp_path)


def test_no_server_at_all(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be fetched"):
        fetch(Site(url="http://127.0.0.1:9/online+retail.zip"), tmp_path)


def test_the_licence_is_named() -> None:
    assert (DATA_SET.licence, "10.24432/C5BW33" in DATA_SET.citation) == ("CC BY 4.0", True)
