"""The daily forecast on series whose truth is known."""

from datetime import date
from itertools import pairwise

import pytest

from backend.errors import BadInput
from backend.forecast.daily import forecast_daily
from backend.forecast.models import WEEKDAY_MEAN
from backend.forecast.result import Forecast
from backend.forecast.series import DailySeries
from tests.forecast.synthetic import MONDAY, one_of_many, shop, truth, weekly

SATURDAY = 5


def values(forecast: Forecast) -> list[float]:
    return [point.value or 0.0 for point in forecast.points]


def total(forecast: Forecast) -> tuple[float, float, float]:
    assert forecast.total is not None
    return forecast.total.lower, forecast.total.value, forecast.total.upper


@pytest.fixture(scope="module")
def regular() -> Forecast:
    return forecast_daily(weekly(280), 30, 0.8)


def test_the_weekly_pattern_is_recovered(regular: Forecast) -> None:
    expected = truth(weekly(280).day(280), 30)
    error = sum(abs(a - b) for a, b in zip(values(regular), expected, strict=True)) / sum(expected)
    assert error < 0.06
    assert total(regular)[1] == pytest.approx(sum(expected), rel=0.05)
    assert regular.model.startswith("Average of ")
    assert "Prophet on logs" in regular.model


def test_closed_days_are_exactly_zero(regular: Forecast) -> None:
    closed = [point for point in regular.points if point.date.weekday() == SATURDAY]
    assert len(closed) >= 4
    assert {(point.value, point.lower, point.upper) for point in closed} == {(0.0, 0.0, 0.0)}


def test_points_follow_the_history_and_lie_within_their_bands(regular: Forecast) -> None:
    days = [point.date for point in (*regular.history, *regular.points)]
    assert days[0] == MONDAY
    assert {(later - earlier).days for earlier, later in pairwise(days)} == {1}
    assert (len(regular.history), len(regular.points)) == (280, 30)
    assert [point.actual for point in regular.history] == list(weekly(280).values)
    for point in regular.points:
        assert point.actual is None
        assert 0 <= (point.lower or 0.0) <= (point.value or 0.0) <= (point.upper or 0.0)


def test_the_total_is_the_sum_with_a_narrower_band_than_the_days(regular: Forecast) -> None:
    lower, value, upper = total(regular)
    assert value == pytest.approx(sum(values(regular)))
    assert lower <= value <= upper
    assert upper < sum(point.upper or 0.0 for point in regular.points)


def test_the_record_is_shown(regular: Forecast) -> None:
    backtest = regular.backtest
    assert backtest is not None
    assert (backtest.horizon, backtest.origins) == (30, 5)
    assert backtest.wape is not None
    assert backtest.wape < 0.12
    assert abs(backtest.bias or 0.0) < 0.03
    assert backtest.coverage == pytest.approx(0.8, abs=0.12)


def test_same_input_same_output(regular: Forecast) -> None:
    assert forecast_daily(weekly(280), 30, 0.8) == regular


def test_the_partial_day_is_forecast_instead_of_learnt(regular: Forecast) -> None:
    history = weekly(280)
    running = DailySeries(MONDAY, (*history.values, 3.0), (*history.open_days, True), newest_is_partial=True)
    assert forecast_daily(running, 30, 0.8) == regular


def test_a_wider_level_gives_a_wider_band() -> None:
    history = weekly(120, noise=0.3)
    forecasts = [forecast_daily(history, 14, level) for level in (0.5, 0.8, 0.99)]
    for narrow, wide in pairwise(forecasts):
        assert values(narrow) == values(wide)
        for inner, outer in zip(narrow.points, wide.points, strict=True):
            assert (outer.lower or 0.0) <= (inner.lower or 0.0)
            assert (outer.upper or 0.0) >= (inner.upper or 0.0)
        assert total(wide)[0] <= total(narrow)[0]
        assert total(wide)[2] >= total(narrow)[2]
    first, last = forecasts[0].points[0], forecasts[-1].points[0]
    assert (last.upper or 0.0) > (first.upper or 0.0)


@pytest.mark.parametrize(
    ("horizon", "level", "field"),
    [
        (0, 0.8, "horizon"),
        (366, 0.8, "horizon"),
        (30, 0.49, "level"),
        (30, 0.995, "level"),
        (30, float("nan"), "level"),
    ],
)
def test_requests_out_of_range_are_refused(horizon: int, level: float, field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        forecast_daily(weekly(60), horizon, level)
    assert refusal.value.extensions == {"field": field}


@pytest.mark.parametrize("horizon", [1, 365])
def test_the_ends_of_the_horizon_range(horizon: int) -> None:
    forecast = forecast_daily(weekly(90), horizon, 0.8)
    assert len(forecast.points) == horizon
    assert forecast.backtest is not None
    assert forecast.backtest.horizon == min(horizon, 30)


@pytest.mark.parametrize("empty", [shop([]), shop([0.0] * 40), shop([5.0], newest_is_partial=True)])
def test_nothing_to_learn_from_is_refused(empty: DailySeries) -> None:
    with pytest.raises(BadInput, match="No sales") as refusal:
        forecast_daily(empty, 30, 0.8)
    assert refusal.value.extensions == {"field": "filter"}


@pytest.mark.parametrize("days", [1, 2, 9, 27])
def test_a_short_history_gets_the_baseline_with_a_wide_band(days: int) -> None:
    history = shop([100.0] * days)
    forecast = forecast_daily(history, 30, 0.8)
    assert forecast.model.startswith(WEEKDAY_MEAN.name)
    assert "wide band" in forecast.model
    assert str(days) in forecast.model
    assert values(forecast) == [100.0] * 30
    assert (forecast.points[0].lower or 0.0) < 30
    assert (forecast.points[0].upper or 0.0) > 300
    assert total(forecast)[2] > 300 * 30


def test_twenty_eight_selling_days_are_enough_to_choose() -> None:
    forecast = forecast_daily(shop([100.0 + day % 7 for day in range(28)]), 7, 0.8)
    assert "28 needed" not in forecast.model
    assert values(forecast) == pytest.approx([100.0 + day for day in range(7)], rel=0.01)


def test_a_rare_product_is_forecast_by_its_expected_value() -> None:
    forecast = forecast_daily(one_of_many([80.0 if day % 4 == 0 else 0.0 for day in range(240)]), 28, 0.8)
    assert sum(values(forecast)) == pytest.approx(80 * 7, rel=0.1)
    assert {point.lower for point in forecast.points} == {0.0}


def test_one_giant_order_does_not_become_the_rule() -> None:
    steady = [100.0 + day % 7 for day in range(200)]
    steady[150] = 1_000_000.0
    assert max(values(forecast_daily(shop(steady), 14, 0.8))) < 130


def test_a_trend_a_year_ahead_stays_near_what_was_seen() -> None:
    forecast = forecast_daily(shop([1.05**day for day in range(120)]), 365, 0.8)
    assert max(values(forecast)) <= 2.1 * 1.05**119


def test_two_full_years_get_a_yearly_term_and_say_how_they_were_judged() -> None:
    year = weekly(731, noise=0.2)
    seasonal = [v * (1.5 if year.day(i).month in (11, 12) else 1.0) for i, v in enumerate(year.values)]
    history = DailySeries(date(2022, 1, 1), tuple(seasonal), year.open_days, newest_is_partial=False)
    assert "yearly" not in forecast_daily(history.head(729), 7, 0.8).model
    forecast = forecast_daily(history, 7, 0.8)
    assert forecast.model.endswith("weekly and yearly terms")
