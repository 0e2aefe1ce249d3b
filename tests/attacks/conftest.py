"""One served product for all attacks that leave it as it was; it takes this machine for its proxy."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.attacks.door import Door, opened, served


@pytest.fixture(scope="session")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(tmp_path_factory.mktemp("door")) as started:
        yield started


@pytest.fixture
def direct(door: Door, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A process of its own, which believes no forwarded header."""
    home = tmp_path_factory.mktemp("direct")
    with served(door.dsn, home, SALES_PROXY_IPS="") as url:
        yield replace(door, url=url, home=home)
