"""A broken file leaves the data set as it was."""

from pathlib import Path

import pytest

from backend.db import Database
from backend.errors import DataError
from tests.etl.broken import files as broken
from tests.etl.rows import load_paths

pytestmark = pytest.mark.anyio

STATE = "select (select version from dataset), (select count(*) from loads), (select sum(amount) from lines)"


@pytest.mark.parametrize(
    "make", [broken.cut_gzip, broken.zip_bomb, broken.html, broken.ambiguous_dates, broken.header_only]
)
async def test_nothing_is_changed(db: Database, tmp_path: Path, make: object) -> None:
    (tmp_path / "good.csv").write_bytes(broken.GOOD)
    await load_paths(db, tmp_path / "good.csv")
    before = await db.row(STATE)
    assert callable(make)
    make(tmp_path / "sales")
    with pytest.raises(DataError):
        await load_paths(db, tmp_path / "good.csv", tmp_path / "sales")
    assert await db.row(STATE) == before
