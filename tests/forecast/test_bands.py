"""Conformal bands: ranks by hand, nesting, coverage of exchangeable errors."""

import numpy as np
import pytest

from backend.forecast.bands import Band, conformal_band, corrected_level, sum_deviations, wide_band
from backend.forecast.quantiles import interval
from backend.forecast.rolls import Errors, Roll
from tests.forecast.synthetic import shop, weekly

SHOP = weekly(60)
LEVELS = (0.5, 0.6, 0.8, 0.9, 0.95, 0.99)


def errors_of(daily: list[float], leads: list[int] | None = None, totals: list[float] | None = None) -> Errors:
    lead = np.array(leads if leads is not None else np.arange(len(daily)) % 30, dtype=np.int64)
    return Errors(lead, np.array(daily), np.array(totals or []), int(lead.max(initial=-1)) + 1)


def rolls_off_by(factors: list[float], days: int = 10) -> list[Roll]:
    """Weekly origins, each of whose days came to a factor of the forecast."""
    ones = np.ones(days)
    return [Roll(7 * week, ones, ones * factor, ones > 0) for week, factor in enumerate(factors)]


def test_sums_beyond_what_was_tested_spread_with_the_square_root() -> None:
    rolls = rolls_off_by([np.exp(0.1), np.exp(-0.1)] * 5)
    assert sorted(sum_deviations(rolls, 0, 10, 1_000)) == pytest.approx([-0.1] * 5 + [0.1] * 5)
    assert sorted(sum_deviations(rolls, 0, 40, 1_000)) == pytest.approx([-0.2] * 5 + [0.2] * 5)
    assert sum_deviations(rolls, 0, 10, 58) == ()


def test_a_level_that_held_too_little_is_raised_and_only_by_what_was_seen() -> None:
    rolls = rolls_off_by([1.0, 1.0, 3.0, 3.0, 3.0])
    narrow = [Band(np.full(10, 0.9), np.full(10, 1.1))] * 5
    assert corrected_level(0.8, rolls, [*narrow], 1_000) == 0.995
    assert corrected_level(0.5, rolls, [*narrow], 1_000) == pytest.approx(0.5 + 0.5 - 0.4)
    assert corrected_level(0.5, rolls, [*narrow], 14) == 0.5
    assert corrected_level(0.8, rolls, [None] * 5, 1_000) == 0.8


def test_ranks_by_hand() -> None:
    nineteen = [float(error) for error in range(-9, 10)]
    # (19 + 1) x 0.9 = the 18th from below, the 18th from above.
    assert interval(nineteen, 0.8) == (-8.0, 8.0)
    assert interval([error + 100 for error in nineteen], 0.8) == (0.0, 108.0)


def test_beyond_the_largest_error_the_tail_grows_as_a_normal_one() -> None:
    lower, upper = interval([-1.0, 0.0, 1.0], 0.9)
    assert upper == pytest.approx(1.645 / 0.674, rel=1e-3)
    assert lower == pytest.approx(-upper)


def test_days_without_a_sale_pull_the_lower_bound_to_zero() -> None:
    band = conformal_band(errors_of([-np.inf] * 10 + [0.0] * 20 + [1.0] * 10), SHOP, np.array([50.0]), 0.8)
    assert band is not None
    assert band.lower[0] == 0.0
    assert band.upper[0] == pytest.approx(50 * np.e)


def test_wider_level_never_narrows() -> None:
    noise = np.random.default_rng(3).normal(0, 0.5, 200)
    for count in (2, 5, 30, 200):
        bounds = [interval(noise[:count].tolist(), level) for level in LEVELS]
        assert [low for low, _ in bounds] == sorted((low for low, _ in bounds), reverse=True)
        assert [high for _, high in bounds] == sorted(high for _, high in bounds)


def test_exchangeable_errors_are_covered() -> None:
    random = np.random.default_rng(4)
    inside = []
    for _ in range(2_000):
        *past, new = random.normal(0, 1, 40)
        lower, upper = interval(past, 0.8)
        inside.append(lower <= new <= upper)
    assert np.mean(inside) == pytest.approx(0.81, abs=0.025)


def test_errors_of_like_leads_are_pooled() -> None:
    near, far = [0.1, -0.1] * 20, [2.0, -2.0] * 20
    band = conformal_band(errors_of(near + far, leads=[0] * 40 + [29] * 40), SHOP, np.full(30, 100.0), 0.8)
    assert band is not None
    assert band.upper[0] == pytest.approx(100 * np.exp(0.1))
    assert band.upper[29] == pytest.approx(100 * np.exp(2.0))


def test_bands_widen_beyond_the_backtested_reach() -> None:
    errors = errors_of([0.2, -0.2] * 30)
    band = conformal_band(errors, SHOP, np.full(120, 100.0), 0.8)
    assert band is not None
    assert band.upper[29] == pytest.approx(100 * np.exp(0.2))
    assert band.upper[119] == pytest.approx(100 * np.exp(0.4))


def test_too_few_errors_make_no_band() -> None:
    assert conformal_band(errors_of([0.1] * 19), SHOP, np.ones(3), 0.8) is None
    assert sum_deviations(rolls_off_by([1.1] * 7), 0, 10, 1_000) == ()


def test_the_wide_band_is_wide_and_gives_open_days_an_upper_bound() -> None:
    band = wide_band(weekly(20), np.array([0.0, 1_000.0]), 0.8)
    assert band.lower[1] == pytest.approx(1_000 / 3.602, rel=1e-3)
    assert band.upper[1] == pytest.approx(1_000 * 3.602, rel=1e-3)
    assert band.upper[0] > 500
    closed_next = shop([5.0, 5.0, 5.0, 5.0, 5.0, 0.0, 0.0] * 2 + [5.0] * 5)
    assert wide_band(closed_next, np.zeros(2), 0.8).upper.tolist() == [0.0, 0.0]
