"""Uploaded files: streamed to disk, found by their owner alone, limited, gone when unused."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from backend.errors import BadInput, Conflict, DataError, NotFound
from etl.uploads import UploadLimits, Uploads

pytestmark = pytest.mark.anyio


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


class Sender:
    """A body that arrives when the test says so."""

    def __init__(self) -> None:
        self.parts: asyncio.Queue[bytes | None] = asyncio.Queue()

    async def body(self) -> AsyncIterator[bytes]:
        while (part := await self.parts.get()) is not None:
            yield part


async def until(holds: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(20):
        while True:
            if await holds():
                return
            await asyncio.sleep(0.01)


def left(home: Path) -> list[Path]:
    """The files that are on the disk."""
    return [path for path in (home / "uploads").rglob("*") if path.is_file()]


async def test_an_upload_is_kept_as_it_came_and_found_by_its_owner(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    kept = await uploads.receive("export.csv", "ann", chunks(b"a,b\n", b"1,2\n"))
    found = await uploads.find(kept.upload_id, "ann")
    assert found == kept
    assert found.path.read_bytes() == b"a,b\n1,2\n"
    with pytest.raises(NotFound):
        await uploads.find(kept.upload_id, "bob")
    await uploads.forget(kept)
    with pytest.raises(NotFound):
        await uploads.find(kept.upload_id, "ann")
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "..", ".owner", "a\0b.csv", "x" * 500, "a/b\\c.csv", "\x1b[2J.csv", "*"]
)
async def test_no_name_leads_out_of_the_uploads_folder(tmp_path: Path, name: str) -> None:
    kept = await Uploads(tmp_path).receive(name, "ann", chunks(b"x"))
    assert left(tmp_path) == [kept.path]
    assert kept.path.parent.parent == tmp_path / "uploads" / "ann"
    assert kept.path.read_bytes() == b"x"
    assert kept.name.isprintable()
    assert (await Uploads(tmp_path).find(kept.upload_id, "ann")).path == kept.path


async def test_a_usual_name_stays_as_it_is(tmp_path: Path) -> None:
    name = "Umsätze März & April, 2024 (final).tar.gz"
    assert (await Uploads(tmp_path).receive(name, "ann", chunks(b"x"))).name == name


@pytest.mark.parametrize("upload_id", ["", "..", "../../etc", "0" * 32, "0" * 31 + "/"])
async def test_an_unknown_id_is_not_found(tmp_path: Path, upload_id: str) -> None:
    with pytest.raises(NotFound):
        await Uploads(tmp_path).find(upload_id, "ann")


@pytest.mark.parametrize("expected", [None, 6])
async def test_too_large_leaves_nothing_behind(tmp_path: Path, expected: int | None) -> None:
    with pytest.raises(DataError, match="larger than 5 bytes"):
        await Uploads(tmp_path, UploadLimits(file_bytes=5)).receive(
            "a.csv", "ann", chunks(b"abc", b"def"), expected=expected
        )
    assert left(tmp_path) == []


async def test_empty_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="the upload is empty"):
        await Uploads(tmp_path).receive("a.csv", "ann", chunks())
    assert left(tmp_path) == []


async def test_a_user_may_have_only_so_many(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, UploadLimits(user_uploads=2))
    first = await uploads.receive("1.csv", "ann", chunks(b"x"))
    sender = Sender()
    second = asyncio.create_task(uploads.receive("2.csv", "ann", sender.body()))

    async def both() -> bool:
        return len(await uploads.of("ann")) == 2

    await until(both)
    with pytest.raises(Conflict, match=r"you have 2 unused uploads.*DELETE /upload/ID"):
        await uploads.receive("3.csv", "ann", chunks(b"x"))
    await uploads.receive("other.csv", "bob", chunks(b"x"))
    await uploads.forget(first)
    await uploads.receive("3.csv", "ann", chunks(b"x"))
    await sender.parts.put(b"x")
    await sender.parts.put(None)
    await second
    assert len(left(tmp_path)) == 3


@pytest.mark.parametrize("expected", [None, 700_000])
async def test_a_user_may_have_only_so_many_bytes(tmp_path: Path, expected: int | None) -> None:
    uploads = Uploads(tmp_path, UploadLimits(user_bytes=1 << 20))
    kept = await uploads.receive("1.csv", "ann", chunks(b"x" * 400_000))
    with pytest.raises(Conflict, match="more than 1 MB"):
        await uploads.receive("2.csv", "ann", chunks(b"x" * 700_000), expected=expected)
    await uploads.receive("2.csv", "bob", chunks(b"x" * 700_000))
    assert len(left(tmp_path)) == 2
    await uploads.forget(kept)
    await uploads.receive("2.csv", "ann", chunks(b"x" * 700_000), expected=expected)


async def test_how_far_an_upload_has_arrived_can_be_asked(tmp_path: Path) -> None:
    uploads, sender, megabyte = Uploads(tmp_path), Sender(), b"x" * (1 << 20)
    task = asyncio.create_task(uploads.receive("a.csv", "ann", sender.body(), expected=3 << 20))
    seen: list[tuple[str, int, int | None, bool]] = []

    async def more() -> bool:
        found = await uploads.of("ann")
        return bool(found) and found[0].received > len(seen) << 20

    for _ in range(3):
        await sender.parts.put(megabyte)
        await until(more)
        [found] = await uploads.of("ann")
        seen.append((found.name, found.received >> 20, found.expected, found.complete))
    assert seen == [("a.csv", part, 3 << 20, False) for part in (1, 2, 3)]
    await sender.parts.put(None)
    assert (await task).complete
    assert await uploads.of("ann") == [await task]


async def test_one_that_is_removed_while_it_arrives_is_cut_off(tmp_path: Path) -> None:
    uploads, sender = Uploads(tmp_path), Sender()
    task = asyncio.create_task(uploads.receive("a.csv", "ann", sender.body()))
    await until(lambda: uploads.of("ann"))
    [found] = await uploads.of("ann")
    await uploads.forget(found)
    await sender.parts.put(b"x" * (1 << 20))
    with pytest.raises(NotFound, match="removed while it arrived"):
        await task
    assert left(tmp_path) == []


async def test_many_at_once_stay_apart(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    contents = [bytes([number]) * (4 << 20) for number in range(8)]
    kept = await asyncio.gather(*(uploads.receive("a.csv", "ann", chunks(each)) for each in contents))
    assert [each.path.read_bytes() for each in kept] == contents


async def test_unused_uploads_expire_and_used_ones_stay(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, UploadLimits(seconds=1))
    used = await uploads.receive("used.csv", "ann", chunks(b"x"))
    unused = await uploads.receive("unused.csv", "ann", chunks(b"x"))
    async with uploads.expiring():
        for _ in range(8):
            await asyncio.sleep(0.25)
            await uploads.find(used.upload_id, "ann")
        assert left(tmp_path) == [used.path]
        with pytest.raises(NotFound):
            await uploads.find(unused.upload_id, "ann")


async def test_what_a_killed_server_left_half_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "uploads" / "ann" / ("0" * 32)
    folder.mkdir(parents=True)
    half = folder / ".half.csv"
    half.write_bytes(b"x")
    uploads = Uploads(tmp_path)
    async with uploads.expiring():
        await asyncio.sleep(0.1)
    assert half.exists(), "it may still be arriving"
    os.utime(half, (0, time.time() - 3700))

    async def gone() -> bool:
        return not half.exists()

    async with uploads.expiring():
        await until(gone)
    assert not folder.exists()
