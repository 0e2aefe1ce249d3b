"""Files that land in a folder, told once they are whole."""

import asyncio
from pathlib import Path

import pytest

from backend.errors import DataError
from etl.watch import landed

pytestmark = pytest.mark.anyio

SECONDS = 0.2


async def test_files_are_told_when_they_no_longer_change(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("x")
    (tmp_path / "a.csv").write_text("x")
    (tmp_path / ".hidden.csv").write_text("x")
    (tmp_path / "copying.csv.part").write_text("x")
    (tmp_path / "empty.csv").touch()
    (tmp_path / "folder").mkdir()
    files = landed(tmp_path, seconds=SECONDS)
    assert [(await anext(files)).name for _ in range(2)] == ["a.csv", "b.csv"]

    async def grow() -> None:
        for _ in range(6):
            await asyncio.sleep(SECONDS / 2)
            with (tmp_path / "c.csv").open("a") as file:
                file.write("more")

    growing = asyncio.create_task(grow())
    assert (await anext(files)).name == "c.csv"
    assert growing.done()
    assert (tmp_path / "c.csv").read_text() == "more" * 6
    (tmp_path / "a.csv").write_text("changed")
    assert (await anext(files)).name == "a.csv"
    await files.aclose()  # type: ignore[attr-defined]


async def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no such folder"):
        await anext(landed(tmp_path / "absent"))
