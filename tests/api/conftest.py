"""A shop: a running server and the oracle's book of the same rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pytest

from tests.api.cases import CASES
from tests.api.client import GraphQLClient
from tests.oracle.paths import REAL_FILE
from tests.oracle.raw import Book

SHOPS = ("odd", "sample", "real")
LARGE = "real" if REAL_FILE.exists() else "sample"
ODD_AND_LARGE = pytest.mark.parametrize(
    "shop",
    ["odd", LARGE, *([pytest.param("sample", marks=pytest.mark.slow)] if LARGE == "real" else [])],
    indirect=True,
)
"""For what need not be asked of every data set each time; --full asks the sample too."""


def shops_and_cases(quick: Mapping[str, Collection[str]]) -> pytest.MarkDecorator:
    """Every case on every data set; those not named as quick for it wait for --full."""
    return pytest.mark.parametrize(
        ("shop", "case"),
        [
            pytest.param(shop, case, marks=() if case in quick[shop] else pytest.mark.slow)
            for shop in SHOPS
            for case in CASES
        ],
        indirect=["shop"],
    )


@dataclass(frozen=True)
class Shop:
    name: str
    client: GraphQLClient
    book: Book


@pytest.fixture(scope="session", params=SHOPS)
def shop(request: pytest.FixtureRequest) -> Shop:
    """Each data set in turn; the real one is skipped where it is absent."""
    name = request.param
    book = request.getfixturevalue(f"{name}_book")
    return Shop(name, request.getfixturevalue(f"{name}_client"), book)
