"""One served product for all attacks that leave it as it was."""

from collections.abc import Iterator

import pytest

from tests.attacks.door import Door, opened


@pytest.fixture(scope="session")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with opened(tmp_path_factory.mktemp("door")) as started:
        yield started
