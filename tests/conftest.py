"""Session-wide parts of the suite: the raw data as the oracle reads it."""

import pytest

from tests.oracle.paths import real_file
from tests.oracle.raw import Book, read_book, read_raw


@pytest.fixture(scope="session")
def real_book() -> Book:
    return read_book(read_raw(real_file()))
