"""How pytest's processes share out the tests: those that ask one server stay together, the others by file.

Whatever takes longest comes first, so that no process is left with it alone at the end.
"""

from collections import defaultdict

import pytest

SERVED = ("real", "sample", "odd", "empty")


def name_group(item: pytest.Item) -> None:
    """Name the test's group for pytest-xdist."""
    item.add_marker(pytest.mark.xdist_group(_group(item)))


def order_groups(items: list[pytest.Item]) -> None:
    """Put the groups in the order in which they are to start; within one the order stays."""
    groups: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        groups[_group(item)].append(item)
    items[:] = [item for name in sorted(groups, key=lambda name: _rank(name, groups[name])) for item in groups[name]]


def _group(item: pytest.Item) -> str:
    asked = getattr(item, "callspec", None) and item.callspec.params.get("shop")  # type: ignore[attr-defined]
    fixtures = getattr(item, "fixturenames", ())
    return next((name for name in SERVED if name == asked or f"{name}_server" in fixtures), str(item.path))


def _rank(name: str, members: list[pytest.Item]) -> int:
    if name in SERVED:
        return 1 + SERVED.index(name)
    return 0 if any(item.get_closest_marker("slow") for item in members) else len(SERVED) + 1
