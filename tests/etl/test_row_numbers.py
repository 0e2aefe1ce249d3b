"""Numbers of rows without order number: by content and occurrence, whatever the batches."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from etl.row_numbers import RowNumbers


def test_the_number_of_a_content_is_the_same_for_ever() -> None:
    assert RowNumbers().number(pl.Series(["2024-01-13|Tea|3.50"])).to_list() == ["32bd13bf770927ab"]


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=12), max_size=12))
def test_batches_make_no_difference(batches: list[list[str]]) -> None:
    numbers = RowNumbers()
    found = [number for batch in batches for number in numbers.number(pl.Series(batch, dtype=pl.String))]
    contents = [content for batch in batches for content in batch]
    assert found == RowNumbers().number(pl.Series(contents, dtype=pl.String)).to_list()
    assert len(set(found)) == len(found)
    for place, number in enumerate(found):
        occurrence = contents[: place + 1].count(contents[place])
        assert ("-" in number) == (occurrence > 1)
        assert number.partition("-")[2] == (str(occurrence) if occurrence > 1 else "")
