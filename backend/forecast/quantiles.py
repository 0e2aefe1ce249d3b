"""Conformal quantiles of errors, and the chance of reaching an amount; light, for the serving process too.

An error is a deviation from the forecast (log ratio, or difference); -inf is allowed: nothing was sold.
"""

from collections.abc import Sequence
from math import ceil, isinf
from statistics import NormalDist

_NORMAL = NormalDist()


def interval(errors: Sequence[float], level: float) -> tuple[float, float]:
    """(lower <= 0, upper >= 0), holding `level` of exchangeable errors; needs at least two."""
    ordered = sorted(errors)
    chance = (1 + level) / 2
    return -_tail([-error for error in reversed(ordered)], chance), _tail(ordered, chance)


def _tail(ordered: Sequence[float], chance: float) -> float:
    """Upper conformal quantile, at least 0; beyond the largest error it grows as a normal tail would."""
    count = len(ordered)
    rank = ceil((count + 1) * chance - 1e-9)
    if rank <= count:
        return max(0.0, ordered[rank - 1])
    return max(0.0, ordered[-1]) * _NORMAL.inv_cdf(chance) / _NORMAL.inv_cdf(count / (count + 1))


def chance_above(errors: Sequence[float], limit: float) -> float:
    """Chance of an error of at least `limit`: error i of n stands at i / (n + 1), linear between two of them.

    Beyond the outermost the chance falls as a normal tail's does. Needs at least two errors.
    """
    ordered = sorted(errors)
    count = len(ordered)
    if limit > ordered[-1]:
        return 1 - _beyond(count, ordered[-1], limit)
    if limit < ordered[0]:
        return _beyond(count, -ordered[0], -limit)
    place = next(index for index, error in enumerate(ordered) if error >= limit)
    if ordered[place] == limit or isinf(ordered[place - 1]):
        share = 0.0
    else:
        share = (ordered[place] - limit) / (ordered[place] - ordered[place - 1])
    return 1 - (place + 1 - share) / (count + 1)


def _beyond(count: int, outermost: float, limit: float) -> float:
    """Share below `limit`, which lies beyond the outermost error, that error being count / (count + 1) of a normal."""
    place = _NORMAL.inv_cdf(count / (count + 1))
    if outermost <= 0 or isinf(outermost) or isinf(limit):
        return 1.0 if isinf(limit) else count / (count + 1)
    return _NORMAL.cdf(place * limit / outermost)
