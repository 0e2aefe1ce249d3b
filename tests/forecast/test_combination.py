"""The average: who is in it, with what weight, from what was known."""

from datetime import date

import numpy as np
import pytest

from backend.forecast.combination import combine, weights
from backend.forecast.daily import forecast_daily
from backend.forecast.holidays import closed_on
from backend.forecast.models import FloatArray, Model
from backend.forecast.series import DailySeries
from backend.forecast.theta import THETA
from tests.forecast.synthetic import shop, weekly


def constant(value: float) -> Model:
    def predict(_known: DailySeries, horizon: int) -> FloatArray:
        return np.full(horizon, value)

    return Model(str(value), predict)


def test_weights_are_inverse_squares_and_the_far_off_are_left_out() -> None:
    forecasts = np.array([[[9.0], [11.1], [20.0]]])
    found = weights(forecasts, np.array([10.0]), [0], 1)
    assert found.tolist() == pytest.approx([1.21 / 2.21, 1 / 2.21, 0.0])
    assert weights(forecasts, np.array([10.0]), [0], 0).tolist() == pytest.approx([1 / 3] * 3)


def test_each_origin_weighs_by_what_had_passed_there() -> None:
    history = shop([10.0] * 50 + [20.0] * 50)
    combined = combine(history, (constant(10.0), constant(20.0)), 7, [86, 79, 72, 65, 58, 51, 44, 37])
    by_origin = {past.origin: past.forecast[0] for past in combined.rolls}
    assert by_origin[37] == 15.0, "nothing had passed"
    assert by_origin[51] == 10.0, "all that had passed was 10"
    assert by_origin[86] > 10.0
    assert combined.weights[1] == 1.0


def test_the_future_in_another_order_changes_no_forecast() -> None:
    history = weekly(250, noise=0.4)
    future = np.random.default_rng(5).permutation(history.values[200:])
    other = DailySeries(
        history.start, (*history.values[:200], *future.tolist()), (*history.open_days[:200], *(future > 0)), False
    )
    assert other.values != history.values
    assert forecast_daily(other.head(200), 30, 0.8) == forecast_daily(history.head(200), 30, 0.8)
    early = [past for past in forecast_daily(history, 30, 0.8).backtest.points if past.date < history.day(200)]  # type: ignore[union-attr]
    late = [past for past in forecast_daily(other, 30, 0.8).backtest.points if past.date < history.day(200)]  # type: ignore[union-attr]
    assert [(p.date, p.value, p.lower, p.upper) for p in early] == [(p.date, p.value, p.lower, p.upper) for p in late]
    assert len(early) > 30


def test_theta_follows_a_trend_half_way_and_keeps_the_week() -> None:
    trend = [100.0 + day // 7 for day in range(210)]
    predicted = THETA.predict(shop(trend), 28)
    assert 129 < predicted[-1] < 134
    flat = THETA.predict(weekly(280, noise=0.01), 7)
    assert flat.tolist() == pytest.approx([1_000, 1_200, 900, 1_100, 1_400, 0, 600], rel=0.03)


def test_holidays_that_were_kept_will_be_kept() -> None:
    start = date(2023, 1, 1)
    kept = {date(2023, 1, 1), date(2023, 4, 7), date(2023, 5, 1), date(2023, 5, 8), date(2023, 5, 29), date(2023, 1, 2)}
    days = [date.fromordinal(start.toordinal() + day) for day in range(350)]
    opened = tuple(day not in kept for day in days)
    history = DailySeries(start, tuple(float(each) for each in opened), opened, False, country="United Kingdom")
    closed = [history.day(350 + int(lead)) for lead in np.flatnonzero(closed_on(history, 30))]
    assert date(2023, 12, 25) in closed
    always = DailySeries(start, (1.0,) * 350, (True,) * 350, False, country="United Kingdom")
    assert not closed_on(always, 30).any()
