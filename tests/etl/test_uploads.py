"""Uploaded files: streamed to disk, found by their owner alone, gone after a day."""

import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.errors import BadInput, DataError, NotFound
from etl.uploads import EXPIRE_SECONDS, Uploads

pytestmark = pytest.mark.anyio


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def test_an_upload_is_kept_as_it_came_and_found_by_its_owner(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    kept = await uploads.receive("export.csv", "ann", chunks(b"a,b\n", b"1,2\n"))
    assert uploads.find(kept.upload_id, "ann").path.read_bytes() == b"a,b\n1,2\n"
    with pytest.raises(NotFound):
        uploads.find(kept.upload_id, "bob")
    uploads.forget(kept)
    with pytest.raises(NotFound):
        uploads.find(kept.upload_id, "ann")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "..", ".owner", "a\0b.csv", "x" * 500, "a/b\\c.csv"]
)
async def test_no_name_leads_out_of_the_uploads_folder(tmp_path: Path, name: str) -> None:
    kept = await Uploads(tmp_path).receive(name, "ann", chunks(b"x"))
    assert kept.path.parent.parent == tmp_path / "uploads"
    assert kept.path.read_bytes() == b"x"
    assert Uploads(tmp_path).find(kept.upload_id, "ann").path == kept.path


@pytest.mark.parametrize("upload_id", ["", "..", "../../etc", "0" * 32, "0" * 31 + "/"])
async def test_an_unknown_id_is_not_found(tmp_path: Path, upload_id: str) -> None:
    with pytest.raises(NotFound):
        Uploads(tmp_path).find(upload_id, "ann")


async def test_too_large_or_empty_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="larger than 5 bytes"):
        await Uploads(tmp_path, maximum_bytes=5).receive("a.csv", "ann", chunks(b"abc", b"def"))
    with pytest.raises(BadInput, match="the upload is empty"):
        await Uploads(tmp_path).receive("a.csv", "ann", chunks())
    assert list((tmp_path / "uploads").iterdir()) == []


async def test_unused_uploads_expire(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    kept = await uploads.receive("a.csv", "ann", chunks(b"x"))
    long_ago = time.time() - EXPIRE_SECONDS - 1
    os.utime(kept.path.parent, (long_ago, long_ago))
    with pytest.raises(NotFound):
        uploads.find(kept.upload_id, "ann")
    await uploads.receive("b.csv", "ann", chunks(b"y"))
    assert not kept.path.exists()
