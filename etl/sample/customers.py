"""The sample's customers: where they are, how they buy, and when they order (BG/NBD in business time)."""

from dataclasses import dataclass

import numpy as np

from etl.sample.days import BoolArray, Calendar, FloatArray, IntArray
from etl.sample.truths import TRUTHS

ABROAD = (
    ("Germany", 280), ("Belgium", 250), ("France", 165), ("United Kingdom", 140), ("Denmark", 75), ("Sweden", 70),
    ("Austria", 65), ("Ireland", 60), ("Switzerland", 58), ("Italy", 55), ("Spain", 54), ("Norway", 46),
    ("Finland", 38), ("Luxembourg", 34), ("Poland", 32), ("Portugal", 28), ("Czechia", 24), ("United States", 18),
    ("Greece", 13), ("Hungary", 11), ("Estonia", 9), ("Slovenia", 8), ("Iceland", 7), ("Latvia", 6), ("Lithuania", 6),
    ("Cyprus", 5), ("Croatia", 5), ("Canada", 5), ("Slovakia", 4), ("Japan", 4), ("Malta", 3), ("Australia", 3),
    ("Singapore", 2), ("United Arab Emirates", 2),
)  # fmt: skip
COUNTRIES = (TRUTHS.home_country, *(country for country, _ in ABROAD))
HOME = 0
OVERSEAS = frozenset({"United States", "Canada", "Japan", "Australia", "Singapore", "United Arab Emirates"})
MOVES = 8


@dataclass(frozen=True)
class Habits:
    """How a group of customers comes and buys: the share known before the first day, lines an order, packs a line."""

    known_share: float
    first_gap_days: float
    arrival_skew: float
    lines: float
    packs: float


HABITS = (Habits(0.36, 48.0, 1.0, 18.5, 1.0), Habits(0.50, 11.0, 0.9, 25.0, 1.7), Habits(0.12, 80.0, 1.0, 13.0, 0.7))


@dataclass(frozen=True)
class Customers:
    """One entry a customer: id, country, the country moved to, and the customer's own order size and quantities."""

    id: IntArray
    country: IntArray
    moved_to: IntArray
    lines: FloatArray
    packs: FloatArray


@dataclass(frozen=True)
class OrderTimes:
    """One entry an order: the customer's position and the reading of the business clock."""

    customer: IntArray
    clock: FloatArray


def customers(rng: np.random.Generator) -> Customers:
    """Draws the customers, group by group; every country has at least two."""
    sizes = [group.customers for group in TRUTHS.groups]
    group = np.repeat(np.arange(len(sizes)), sizes)
    number = np.concatenate([np.arange(size) for size in sizes]) + 1
    ids = np.array([int(group.prefix) for group in TRUTHS.groups])[group] * 10_000 + number
    abroad = np.repeat(np.arange(1, len(COUNTRIES)), [count for _, count in ABROAD])
    country = np.concatenate([np.full(ids.size - abroad.size, HOME), abroad])[rng.permutation(ids.size)]
    moved_to = country.copy()
    movers = rng.choice(np.flatnonzero((group == 0) & (country <= 3)), MOVES, replace=False)
    moved_to[movers] = (country[movers] + 1) % 4
    habits = [HABITS[position] for position in range(len(sizes))]
    lines = np.array([habit.lines for habit in habits])[group] * np.exp(rng.normal(0.0, 0.42, ids.size))
    packs = np.array([habit.packs for habit in habits])[group] * np.exp(rng.normal(0.0, 0.35, ids.size))
    packs[rng.random(ids.size) < np.array([0.015, 0.12, 0.0])[group]] *= 4.0
    return Customers(ids, country, moved_to, lines, packs)


def order_times(rng: np.random.Generator, calendar: Calendar) -> OrderTimes:
    """Draws every order of every customer on the business clock."""
    first, rate, leaving = [], [], []
    for group, habits in zip(TRUTHS.groups, HABITS, strict=True):
        first.append(_first_orders(rng, group.customers, habits, calendar.end))
        rate.append(rng.gamma(group.r, 1.0 / group.alpha, group.customers))
        leaving.append(rng.beta(group.a, group.b, group.customers))
    return _buy_till_you_leave(rng, np.concatenate(first), np.concatenate(rate), np.concatenate(leaving), calendar.end)


def _first_orders(rng: np.random.Generator, size: int, habits: Habits, end: float) -> FloatArray:
    known: BoolArray = rng.random(size) < habits.known_share
    waited = np.minimum(rng.exponential(habits.first_gap_days, size), end * rng.uniform(0.9, 1.0, size))
    arrived = end * rng.random(size) ** (1.0 / habits.arrival_skew)
    return np.where(known, waited, arrived)


def _buy_till_you_leave(
    rng: np.random.Generator, first: FloatArray, rate: FloatArray, leaving: FloatArray, end: float
) -> OrderTimes:
    """BG/NBD: exponential gaps at the customer's own rate; after each repeat order the customer may leave."""
    buyers, clock = np.arange(first.size), first
    owners, readings = [buyers], [clock]
    while buyers.size:
        clock = clock + rng.exponential(1.0, buyers.size) / rate[buyers]
        inside = clock < end
        buyers, clock = buyers[inside], clock[inside]
        owners.append(buyers)
        readings.append(clock)
        staying = rng.random(buyers.size) >= leaving[buyers]
        buyers, clock = buyers[staying], clock[staying]
    return OrderTimes(np.concatenate(owners).astype(np.int64), np.concatenate(readings))
