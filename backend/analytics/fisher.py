"""Fisher's exact test, one-sided, for many pairs at once.

Source: Fisher (1935), "The Logic of Inductive Inference"; SciPy's `hypergeom.sf` gives the same one pair at a time
(tests compare them), which takes seconds for the 30,000 pairs of an ordinary shop.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_NEGLIGIBLE = 1e-17


def chance_of_as_many(both: IntArray, left: IntArray, right: IntArray, total: int) -> FloatArray:
    """P(X >= both) where X of `right` drawn from `total` are among the `left`; arrays of one shape, 0 <= p <= 1.

    The tail that falls from `both` away from the mean is summed, so that every next term is smaller.
    """
    above = both > left * right / total
    start = np.where(above, both, both - 1)
    tail = _tail(start, left, right, total, np.where(above, 1, -1))
    chance: FloatArray = np.clip(np.where(above, tail, 1 - tail), 0, 1)
    return chance


def _tail(start: IntArray, left: IntArray, right: IntArray, total: int, step: IntArray) -> FloatArray:
    """The probabilities of `start`, `start + step`, ... added up until they no longer count."""
    possible = (start >= np.maximum(0, left + right - total)) & (start <= np.minimum(left, right))
    term = np.exp(_log_probability(np.where(possible, start, 0), left, right, total)) * possible
    summed: FloatArray = term.copy()
    at = start.astype(np.float64)
    active = np.flatnonzero(term > 0)
    while active.size:
        k, a, b, up = at[active], left[active], right[active], step[active] > 0
        rise = (a - k) * (b - k) / ((k + 1) * (total - a - b + k + 1).clip(min=1))
        fall = k * (total - a - b + k) / ((a - k + 1) * (b - k + 1))
        term[active] *= np.where(up, rise, fall)
        at[active] += step[active]
        summed[active] += term[active]
        active = active[term[active] > summed[active] * _NEGLIGIBLE]
    return summed


def _log_probability(k: IntArray, left: IntArray, right: IntArray, total: int) -> FloatArray:
    others = np.full_like(left, total)
    with np.errstate(invalid="ignore"):
        return _choose(left, k) + _choose(others - left, right - k) - _choose(others, right)


def _choose(n: IntArray, r: IntArray) -> FloatArray:
    """The logarithm of the binomial coefficient."""
    found: FloatArray = gammaln(n + 1) - gammaln(r + 1) - gammaln(n - r + 1)
    return found
