"""Whatever the cells, a text written in any dialect gives them back."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl.contract import LoadOptions
from etl.sources import open_tables

HEADER = ["Order ID", "Date", "Product", "Price"]
PRINTED = st.characters(codec="cp1252", exclude_categories=["Cc"], include_characters="\n")
CELL = st.text(PRINTED, min_size=1, max_size=12).filter(lambda cell: cell.isprintable() or "\n" in cell)
ROWS = st.lists(st.tuples(st.integers(1, 99), CELL, st.decimals(1, 99, places=2)), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as path:
        yield Path(path)


@example(rows=[(1, '"€€€€€€', 1)], separator=",", encoding="cp1252")
@given(rows=ROWS, separator=st.sampled_from(",;\t|"), encoding=st.sampled_from(["utf-8", "utf-16", "cp1252"]))
@settings(max_examples=150, deadline=None)
def test_any_cells_in_any_dialect(
    folder: Path, rows: list[tuple[int, str, object]], separator: str, encoding: str
) -> None:
    written = [[str(order), "2024-01-13", cell, str(price)] for order, cell, price in rows]
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows([HEADER, *written])
    (folder / "sales.csv").write_bytes(text.getvalue().encode(encoding))
    [table] = open_tables([folder / "sales.csv"], LoadOptions())
    assert table.columns == HEADER
    assert [list(row) for row in pl.concat(table.batches()).select(HEADER).iter_rows()] == written
