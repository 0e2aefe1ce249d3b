"""Baselines and the chance of a sale, by hand."""

import numpy as np
import pytest

from backend.forecast.models import SEASONAL_NAIVE, WEEKDAY_MEAN, open_ahead, sale_chance
from tests.forecast.synthetic import one_of_many, shop

WEEKS = [[float(10 * week + day) for day in range(1, 8)] for week in range(1, 7)]
SIX_WEEKS = [value for week in WEEKS for value in week]


def test_seasonal_naive_repeats_the_last_week() -> None:
    assert SEASONAL_NAIVE.predict(shop(SIX_WEEKS), 9).tolist() == [*WEEKS[-1], 61.0, 62.0]


def test_weekday_mean_takes_four_weeks() -> None:
    means = [(30 + 40 + 50 + 60) / 4 + day for day in range(1, 8)]
    assert WEEKDAY_MEAN.predict(shop(SIX_WEEKS), 8).tolist() == [*means, means[0]]


def test_weekday_mean_keeps_the_phase_when_the_history_ends_midweek() -> None:
    predicted = WEEKDAY_MEAN.predict(shop(SIX_WEEKS[:-3]), 7)
    assert predicted[:3].tolist() == [(25 + 35 + 45 + 55) / 4 + extra for extra in (0, 1, 2)]


def test_weekday_mean_of_less_than_a_week_fills_in_the_mean() -> None:
    assert WEEKDAY_MEAN.predict(shop([4.0, 6.0]), 7).tolist() == [5.0] * 5 + [4.0, 6.0]


def test_closed_weekdays_ahead() -> None:
    closed_at_weekends = shop([1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0] * 3 + [1.0, 1.0])
    assert open_ahead(closed_at_weekends, 7).tolist() == [True, True, True, False, False, True, True]


def test_chance_of_a_sale() -> None:
    assert sale_chance(shop([1.0, 0.0] * 60)) == 1.0
    assert sale_chance(one_of_many([1.0, 0.0] * 60)) == pytest.approx(28.5 / 57)
    assert sale_chance(one_of_many([0.0] * 100 + [1.0] * 10)) == 1.0
    assert sale_chance(one_of_many([1.0] * 10 + [0.0] * 56)) == pytest.approx(0.5 / 57)
    assert not np.isnan(sale_chance(one_of_many([])))
