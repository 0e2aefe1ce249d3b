"""Fisher's test against SciPy's, and by hand."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from backend.analytics.fisher import chance_of_as_many


def chance(both: int, left: int, right: int, total: int) -> float:
    arrays = (np.array([value], dtype=np.int64) for value in (both, left, right))
    return float(chance_of_as_many(*arrays, total)[0])


def test_by_counting_every_draw() -> None:
    """Of 8 orders 4 hold a; b is in 3 of the 8: how often do they share two or more?"""
    draws = list(combinations(range(8), 3))
    shared = sum(len(set(draw) & {0, 1, 2, 3}) >= 2 for draw in draws)
    assert chance(2, 4, 3, 8) == pytest.approx(shared / len(draws), rel=1e-12)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_as_scipy_has_it(data: st.DataObject) -> None:
    total = data.draw(st.integers(1, 3000))
    left, right = data.draw(st.integers(1, total)), data.draw(st.integers(1, total))
    both = data.draw(st.integers(max(0, left + right - total), min(left, right)))
    assert chance(both, left, right, total) == pytest.approx(
        hypergeom.sf(both - 1, total, left, right), rel=1e-8, abs=1e-13
    )
