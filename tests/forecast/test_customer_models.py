"""BG/NBD and Gamma-Gamma: simulated customers with known parameters, integrals by quadrature, hostile histories."""

from typing import TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import beta, gamma

from backend.forecast import bgnbd, gamma_gamma
from backend.forecast.bgnbd import BgNbd, Histories

Floats: TypeAlias = NDArray[np.float64]
MODEL = BgNbd(r=0.8, alpha=30.0, a=0.8, b=2.5)
MANY = 50_000


def simulate(model: BgNbd, age: Floats, future: float, seed: int) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """Repeats and recency within each customer's age, repeats in `future` days more, and who is active at the age."""
    random = np.random.default_rng(seed)
    rate, stop = random.gamma(model.r, 1 / model.alpha, len(age)), random.beta(model.a, model.b, len(age))
    repeats, recency, later, now = (np.zeros(len(age)) for _ in range(4))
    active, stays = np.ones(len(age), dtype=bool), np.ones(len(age), dtype=bool)
    while active.any():
        now += random.exponential(1 / rate)
        known, coming = active & (now <= age), active & (now > age) & (now <= age + future)
        repeats += known
        recency = np.where(known, now, recency)
        later += coming
        stopping = random.random(len(age)) < stop
        stays &= ~(known & stopping)
        active &= (now <= age + future) & ~stopping
    return repeats, recency, later, stays


@pytest.mark.parametrize("truth", [MODEL, BgNbd(1.5, 60.0, 1.0, 4.0)])
def test_the_parameters_of_simulated_customers_are_found(truth: BgNbd) -> None:
    age = np.random.default_rng(1).uniform(180, 365, MANY)
    found = bgnbd.fit(Histories.grouped(*simulate(truth, age, 0.0, seed=2)[:2], age))
    assert (found.r, found.alpha) == pytest.approx((truth.r, truth.alpha), rel=0.05)
    assert (found.a, found.b) == pytest.approx((truth.a, truth.b), rel=0.15)


def test_expectations_are_what_simulated_customers_do() -> None:
    age = np.random.default_rng(3).uniform(30, 365, MANY)
    repeats, recency, later, stays = simulate(MODEL, age, 90.0, seed=4)
    expected = MODEL.expected_repeats(90.0, repeats, recency, age)
    active = MODEL.chance_active(repeats, recency, age)
    for chosen in (repeats == 0, repeats == 1, repeats > 4, recency < age / 2, np.ones(MANY, dtype=bool)):
        assert expected[chosen].sum() == pytest.approx(later[chosen].sum(), rel=0.08)
        assert active[chosen].mean() == pytest.approx(stays[chosen].mean(), abs=0.02)


@pytest.mark.parametrize("history", [(0.0, 0.0, 200.0), (3.0, 100.0, 200.0), (40.0, 199.0, 200.0), (1.0, 0.0, 0.0)])
def test_one_customer_s_expectation_is_the_integral(history: tuple[float, float, float]) -> None:
    """Over the rates and chances that the history leaves probable."""
    repeats, recency, age = history
    fine = (np.arange(4_000) + 0.5) / 4_000
    # Cubes put most points where the densities rise without end, at nothing.
    top = (MODEL.r + repeats + 12 * np.sqrt(MODEL.r + repeats) + 20) / (MODEL.alpha + recency)
    rate, stop = np.meshgrid(top * fine**3, fine[::4] ** 3)
    width = fine**2 * fine[::4, None] ** 2
    prior = gamma.pdf(rate, MODEL.r, scale=1 / MODEL.alpha) * beta.pdf(stop, MODEL.a, MODEL.b) * rate**repeats * width
    stayed = (1 - stop) ** repeats * np.exp(-rate * age)
    stopped = stop * (1 - stop) ** (repeats - 1) * np.exp(-rate * recency) if repeats else 0.0
    coming = (1 - np.exp(-rate * stop * 90.0)) / stop
    expected = (prior * stayed * coming).sum() / (prior * (stayed + stopped)).sum()
    found = MODEL.expected_repeats(90.0, *(np.array([value]) for value in history))
    assert found[0] == pytest.approx(expected, rel=2e-3)


def test_equal_histories_are_counted_once() -> None:
    grouped = Histories.grouped(np.array([2.0, 0, 2]), np.array([9.0, 0, 9]), np.array([10.0, 10, 10]))
    assert (grouped.repeats.tolist(), grouped.customers.tolist()) == ([0, 2], [1, 2])


def test_customers_who_never_stop_are_fitted_too() -> None:
    """Their b is open; what is expected of them is not."""
    random = np.random.default_rng(5)
    age = random.uniform(100, 200, 2_000)
    repeats = random.poisson(random.gamma(2.0, 0.02, 2_000) * age).astype(np.float64)
    recency = np.where(repeats > 0, age * random.random(2_000) ** (1 / np.maximum(repeats, 1)), 0.0)
    found = bgnbd.fit(Histories.grouped(repeats, recency, age))
    assert found.chance_active(repeats, recency, age).mean() > 0.97
    assert found.expected_repeats(30.0, repeats, recency, age).mean() == pytest.approx(0.04 * 30, rel=0.1)


@pytest.mark.parametrize(("a", "beside"), [(1.0, 1.001), (1.0, 0.999)])
def test_nothing_breaks_where_the_formula_is_undefined(a: float, beside: float) -> None:
    history = [np.array([value]) for value in (3.0, 100.0, 200.0)]
    at, near = (BgNbd(1.0, 50.0, value, 3.0).expected_repeats(90.0, *history)[0] for value in (a, beside))
    assert at == pytest.approx(near, rel=1e-2)


def test_the_busiest_and_the_oldest_stay_finite() -> None:
    repeats, recency, age = np.array([5_000.0, 1.0]), np.array([3_000.0, 0.0]), np.array([3_650.0, 9_000.0])
    assert np.all(np.isfinite(MODEL.expected_repeats(365.0, repeats, recency, age)))
    assert np.all((MODEL.chance_active(repeats, recency, age) >= 0) & (MODEL.chance_active(repeats, recency, age) <= 1))


def test_histories_without_a_repeat_or_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        bgnbd.fit(Histories.grouped(np.zeros(3), np.zeros(3), np.ones(3)))
    with pytest.raises(ValueError, match="before the first or after the end"):
        Histories.grouped(np.ones(1), np.array([5.0]), np.array([4.0]))


@pytest.mark.parametrize(("p", "q", "scale"), [(6.25, 3.74, 15.44), (1.5, 2.2, 400.0)])
def test_the_values_of_simulated_orders_are_found(p: float, q: float, scale: float) -> None:
    random = np.random.default_rng(6)
    orders = 1.0 + random.poisson(3, MANY)
    nu = random.gamma(q, 1 / scale, MANY)
    mean_value = random.gamma(p * orders, 1 / (nu * orders))
    found = gamma_gamma.fit(orders, mean_value)
    assert (found.p, found.q, found.gamma) == pytest.approx((p, q, scale), rel=0.1)
    few = orders == 1
    assert found.expected_value(orders, mean_value)[few].mean() == pytest.approx((p / nu[few]).mean(), rel=0.05)


def test_values_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        gamma_gamma.fit(np.ones(3), np.array([1.0, 0.0, 2.0]))
