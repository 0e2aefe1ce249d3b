"""Scores against hand calculations."""

import numpy as np
import pytest

from backend.forecast import scores

ACTUAL = np.array([100.0, 0.0, 50.0, 50.0])
FORECAST = np.array([80.0, 10.0, 60.0, 50.0])
NOTHING = np.zeros(3)


def test_wape_counts_every_day() -> None:
    assert scores.wape(ACTUAL, FORECAST) == pytest.approx((20 + 10 + 10 + 0) / 200)
    assert scores.wape(NOTHING, NOTHING + 1) is None


def test_mape_counts_days_with_sales() -> None:
    assert scores.mape(ACTUAL, FORECAST) == pytest.approx((0.2 + 0.2 + 0.0) / 3)
    assert scores.mape(NOTHING, NOTHING) is None


def test_bias_is_positive_when_too_high() -> None:
    assert scores.bias(ACTUAL, FORECAST) == pytest.approx((-20 + 10 + 10 + 0) / 200)
    assert scores.bias(ACTUAL, ACTUAL + 10) == pytest.approx(0.2)
    assert scores.bias(NOTHING, NOTHING) is None


def test_mase_scales_by_the_training_weeks() -> None:
    training = np.array([10.0] * 7 + [14.0] * 7 + [12.0] * 7)
    assert scores.naive_scale(training) == pytest.approx(3.0)
    assert scores.mase(ACTUAL, FORECAST, np.full(4, 3.0)) == pytest.approx(40 / 4 / 3)
    assert scores.mase(ACTUAL, FORECAST, np.array([3.0, 3.0, 0.0, 0.0])) == pytest.approx(30 / 2 / 3)
    assert scores.naive_scale(training[:7]) == 0.0
    assert scores.mase(ACTUAL, FORECAST, np.zeros(4)) is None


def test_coverage_is_of_open_days_with_a_band() -> None:
    lower, upper = np.array([90.0, 5.0, 60.0, np.nan]), np.array([110.0, 15.0, 70.0, np.nan])
    opened = np.array([True, False, True, True])
    assert scores.coverage(ACTUAL, lower, upper, opened) == pytest.approx(1 / 2)
    assert scores.coverage(ACTUAL, lower, upper, np.zeros(4, dtype=np.bool_)) is None
