"""Comparing an answer with the oracle's: text, whole numbers and money exactly, other numbers to 1e-9."""

import math
from collections.abc import Iterator
from typing import Any

RELATIVE = 1e-9
SHOWN = 12


def differences(expected: Any, got: Any, path: str = "") -> Iterator[str]:
    """One line for each leaf that differs, with its path."""
    if isinstance(expected, dict) and isinstance(got, dict):
        if expected.keys() != got.keys():
            yield f"{path}: expected the keys {sorted(expected)}, got {sorted(got)}"
        for key in expected.keys() & got.keys():
            yield from differences(expected[key], got[key], f"{path}.{key}")
    elif isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            yield f"{path}: expected {len(expected)} members, got {len(got)}"
        for place, (left, right) in enumerate(zip(expected, got, strict=False)):
            yield from differences(left, right, f"{path}[{place}]")
    elif not equal(expected, got):
        yield f"{path}: expected {expected!r}, got {got!r}"


def equal(expected: Any, got: Any) -> bool:
    if isinstance(expected, float) and isinstance(got, int | float) and not isinstance(got, bool):
        return math.isclose(expected, got, rel_tol=RELATIVE, abs_tol=1e-12)
    return type(expected) is type(got) and bool(expected == got)


def assert_same(expected: Any, got: Any, what: str = "") -> None:
    found = list(differences(expected, got))
    shown = "\n".join(found[:SHOWN])
    assert not found, f"{what}: {len(found)} differences\n{shown}"
