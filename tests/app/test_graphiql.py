"""GraphiQL: the page, its policy, and libraries that are exactly the pinned ones."""

import base64
import hashlib
import io
import re
import tarfile
from pathlib import Path

import pytest

from backend.app.graphiql import fresh, routes
from backend.app.graphiql.build import STAMP, BuildError, Package, _unpack, build, fingerprint
from backend.app.graphiql.routes import PAGE
from tests.app.conftest import Client

pytestmark = pytest.mark.anyio


async def test_the_page_reaches_nobody_else(visitor: Client) -> None:
    if not fresh():
        build(print)
    answer = await visitor.get("/graphiql")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    for file in re.findall(r'(?:src|href)="([^"]+)"', answer.text):
        served = await visitor.get(file) if file != "data:," else answer
        assert served.status_code == 200, file
        assert served.headers["cache-control"] == "no-cache"
        assert served.headers["x-content-type-options"] == "nosniff"


def test_our_part_of_the_page_names_no_other_address() -> None:
    for file in PAGE.iterdir():
        assert not re.search(r"https?:|//[a-z]+\.", file.read_text()), file


async def test_no_other_file_is_served(visitor: Client) -> None:
    for path in ("page/../assets.json", "page/%2e%2e/assets.json", "assets.json", "dist/../build.py"):
        assert (await visitor.get(f"/graphiql/{path}")).status_code == 404
    assert len(routes()) == 3


def package(scratch: Path, content: bytes) -> Package:
    with tarfile.open(scratch / "graphiql-1.0.0.tgz", "w:gz") as archive:
        member = tarfile.TarInfo("package/graphiql.min.js")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    digest = hashlib.sha512((scratch / "graphiql-1.0.0.tgz").read_bytes()).digest()
    integrity = f"sha512-{base64.b64encode(digest).decode()}"
    return {"version": "1.0.0", "integrity": integrity, "files": {"graphiql.min.js": "graphiql.js"}}


def test_a_pinned_package_is_unpacked(tmp_path: Path) -> None:
    pinned = package(tmp_path, b"as published")
    _unpack("graphiql", pinned, tmp_path, tmp_path)
    assert (tmp_path / "graphiql.js").read_bytes() == b"as published"


def test_a_changed_package_is_refused(tmp_path: Path) -> None:
    pinned = package(tmp_path, b"as published")
    package(tmp_path, b"changed on the way")
    with pytest.raises(BuildError, match=r"graphiql 1\.0\.0 is not the package that assets\.json pins"):
        _unpack("graphiql", pinned, tmp_path, tmp_path)
    assert not (tmp_path / "graphiql.js").exists()


def test_a_build_is_repeated_only_when_the_pins_change(tmp_path: Path) -> None:
    (tmp_path / STAMP).write_text(fingerprint())
    said: list[str] = []
    build(said.append, tmp_path)
    assert said == []
    (tmp_path / STAMP).write_text("other pins")
    assert not fresh(tmp_path)
