"""A shop: a running server and the oracle's book of the same rows."""

from dataclasses import dataclass

import pytest

from tests.api.client import GraphQLClient
from tests.oracle.paths import REAL_FILE
from tests.oracle.raw import Book

LARGE = "real" if REAL_FILE.exists() else "sample"
ODD_AND_LARGE = pytest.mark.parametrize(
    "shop",
    ["odd", LARGE, *([pytest.param("sample", marks=pytest.mark.slow)] if LARGE == "real" else [])],
    indirect=True,
)
"""For what need not be asked of every data set each time; --full asks the sample too."""


@dataclass(frozen=True)
class Shop:
    name: str
    client: GraphQLClient
    book: Book


@pytest.fixture(scope="session", params=["odd", "sample", "real"])
def shop(request: pytest.FixtureRequest) -> Shop:
    """Each data set in turn; the real one is skipped where it is absent."""
    name = request.param
    book = request.getfixturevalue(f"{name}_book")
    return Shop(name, request.getfixturevalue(f"{name}_client"), book)
