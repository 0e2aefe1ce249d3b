"""The backtest: where its origins lie, what it knows, what it reports."""

import numpy as np
import pytest

from backend.forecast.backtest import score
from backend.forecast.bands import calibrated, conformal_band
from backend.forecast.combination import combine
from backend.forecast.models import BASELINES, SEASONAL_NAIVE, WEEKDAY_MEAN, FloatArray, Model
from backend.forecast.result import Backtest
from backend.forecast.rolls import Roll, horizon_tested, known_errors, origins
from backend.forecast.series import DailySeries
from tests.forecast.synthetic import shop, weekly


def roll(history: DailySeries, model: Model, horizon: int, at: list[int]) -> list[Roll]:
    return combine(history, (model,), horizon, at).rolls


def run(history: DailySeries, model: Model, horizon: int, level: float = 0.8) -> Backtest:
    at = origins(history, horizon)
    rolls = roll(history, model, horizon, at)
    bands, _ = calibrated(history, rolls, conformal_band, level)
    found = score(history, rolls, bands, {each.name: roll(history, each, horizon, at) for each in BASELINES})
    assert found is not None
    return found


def test_horizon_is_at_most_a_third_of_the_history() -> None:
    assert horizon_tested(373, 30) == 30
    assert horizon_tested(373, 365) == 124
    assert horizon_tested(2, 1) == 0


def test_origins_are_weekly_and_on_the_weekday_of_the_end() -> None:
    at = origins(weekly(373), 30)
    assert at[0] == 373 - 35
    assert at[-1] >= 373 // 3
    assert len(at) == 26
    assert {(373 - origin) % 7 for origin in at} == {0}
    assert origins(weekly(5), 1) == []


def test_errors_appear_only_once_their_day_has_passed() -> None:
    history = weekly(200)
    rolls = roll(history, SEASONAL_NAIVE, 14, [186, 179])
    assert len(known_errors(rolls, 179).daily) == 0
    partly = known_errors(rolls, 186)
    assert set(partly.leads.tolist()) <= set(range(7))
    assert len(partly.totals) == 0
    assert len(known_errors(rolls, 200).totals) == 2


def test_error_is_the_log_ratio_on_open_days() -> None:
    history = shop([10.0, 10.0, 10.0, 10.0, 10.0, 0.0, 10.0] * 6 + [20.0, 10.0, 10.0, 10.0, 10.0, 0.0, 10.0])
    errors = known_errors(roll(history, SEASONAL_NAIVE, 7, [42]), 49)
    assert errors.leads.tolist() == [0, 1, 2, 3, 4, 6]
    assert errors.daily.tolist() == pytest.approx([np.log(2), 0, 0, 0, 0, 0])
    assert errors.totals.tolist() == pytest.approx([np.log(70 / 60)])


def test_scores_can_be_recomputed_from_the_points() -> None:
    history = weekly(300, noise=0.3)
    found = run(history, WEEKDAY_MEAN, 30)
    assert len(found.points) == found.origins * found.horizon == 5 * 30
    assert len({point.date for point in found.points}) == len(found.points)
    pairs = [(point.actual or 0.0, point.value or 0.0) for point in found.points]
    total = sum(actual for actual, _ in pairs)
    assert found.wape == pytest.approx(sum(abs(value - actual) for actual, value in pairs) / total)
    assert found.bias == pytest.approx(sum(value - actual for actual, value in pairs) / total)
    banded = [p for p in found.points if p.actual and p.lower is not None and p.upper is not None]
    inside = [p for p in banded if (p.lower or 0) <= (p.actual or 0) <= (p.upper or 0)]
    assert found.coverage == pytest.approx(len(inside) / len(banded))


def test_the_baseline_is_the_better_of_the_two() -> None:
    history = weekly(300, noise=0.3)
    both = {model.name: run(history, model, 30).wape for model in BASELINES}
    found = run(history, SEASONAL_NAIVE, 30)
    assert found.baseline == min(both, key=lambda name: both[name] or 0.0) == WEEKDAY_MEAN.name
    assert found.baseline_wape == pytest.approx(both[WEEKDAY_MEAN.name])


def test_mase_of_the_seasonal_naive_is_about_one() -> None:
    assert run(weekly(400, noise=0.3), SEASONAL_NAIVE, 7).mase == pytest.approx(1.0, abs=0.15)


def test_coverage_is_near_the_level() -> None:
    assert run(weekly(700, noise=0.3), WEEKDAY_MEAN, 30).coverage == pytest.approx(0.8, abs=0.08)


def test_what_comes_later_changes_nothing_earlier() -> None:
    history = weekly(300, noise=0.3)
    before, after = run(history, WEEKDAY_MEAN, 30), run(_shuffled_from(history, 230), WEEKDAY_MEAN, 30)
    cut = history.day(230)
    early = [(p.date, p.value, p.lower, p.upper) for p in before.points if p.date < cut]
    assert len(early) > 60
    assert [(p.date, p.value, p.lower, p.upper) for p in after.points if p.date < cut] == early
    assert before != after


def test_a_model_sees_nothing_beyond_its_origin() -> None:
    seen: list[int] = []

    def spy(known: DailySeries, horizon: int) -> FloatArray:
        seen.append(len(known))
        return np.zeros(horizon)

    at = origins(weekly(200), 30)
    roll(weekly(200), Model("Spy", spy), 30, at)
    assert seen == at


def _shuffled_from(history: DailySeries, day: int) -> DailySeries:
    """The days from `day` on in another order, whole weeks kept so that the closed day stays."""
    order = np.random.default_rng(9).permutation((len(history) - day) // 7)
    late = [value for week in order for value in history.values[day + 7 * week : day + 7 * week + 7]]
    return shop([*history.values[:day], *late])
