"""The truths planted in the sample, found again in its rows by counting and by textbook formulas."""

from datetime import date, timedelta
from itertools import combinations

import polars as pl
import pytest

from etl.sample import TRUTHS, CustomerGroup, sample_rows
from tests.etl.sample_rows import SERVICE_CODES, Read, read

SUPPORT = 0.02
SEGMENTS = {"lost", "hibernating", "at risk", "cannot lose", "about to sleep", "need attention", "loyal", "promising",
            "new", "potential loyalist", "champions"}  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> Read:
    return read(sample_rows())


def monthly_revenue(sample: Read) -> dict[date, float]:
    months = sample.sales.group_by(pl.col("day").dt.truncate("1mo")).agg(pl.col("amount").sum())
    return dict(months.iter_rows())


def test_open_days(sample: Read) -> None:
    days = pl.date_range(TRUTHS.first_day, TRUTHS.last_day, eager=True)
    closed = {day for day in days if day.isoweekday() == TRUTHS.closed_weekday} | set(TRUTHS.holidays)
    assert set(sample.sales["day"]) == set(days) - closed
    assert closed.isdisjoint(set(sample.returns["day"]))


def test_opening_hours_with_a_lunch_peak(sample: Read) -> None:
    hours = dict(sample.orders.group_by(pl.col("at").dt.hour()).len().iter_rows())
    assert set(hours) == set(range(8, 19))
    assert max(hours, key=hours.__getitem__) == 12
    saturday = sample.orders.filter(pl.col("day").dt.weekday() == 6)
    assert saturday["at"].dt.hour().is_between(9, 13).all()


def test_growth_peak_and_dip(sample: Read) -> None:
    months = monthly_revenue(sample)
    by_year = [sum(amount for month, amount in months.items() if month.year == year) for year in (2024, 2025)]
    assert by_year[1] / by_year[0] - 1 == pytest.approx(TRUTHS.growth, abs=0.02)
    for year in (2024, 2025):
        of_year = {month: amount for month, amount in months.items() if month.year == year}
        assert max(of_year, key=of_year.__getitem__).month == TRUTHS.peak_month
        assert sum(of_year[date(year, month, 1)] for month in (10, 11, 12)) > 0.3 * sum(of_year.values())
    dip = TRUTHS.dip_month
    assert months[dip] < 0.85 * months[date(2025, 2, 1)]
    assert months[dip] < 0.85 * months[date(2025, 4, 1)]
    assert months[dip] < months[date(2024, 3, 1)]


def test_fairs_and_outage_stand_out(sample: Read) -> None:
    orders = dict(sample.orders.group_by("day").len().iter_rows())

    def against_weekday(day: date) -> float:
        around = [orders[near] for week in (-4, -3, -2, 2, 3, 4) if (near := day + timedelta(weeks=week)) in orders]
        return float(orders[day] * len(around) / sum(around))

    assert min(against_weekday(day) for day in TRUTHS.fair_days) > 1.5
    assert against_weekday(TRUTHS.outage_day) < 0.4


def test_planted_pairs_are_found_by_lift(sample: Read) -> None:
    orders = sample.orders.height
    bought = sample.sales.filter(~pl.col("product").is_in(SERVICE_CODES)).select("number", "product").unique()
    counts = dict(bought.group_by("product").len().filter(pl.col("len") >= SUPPORT * orders).iter_rows())
    baskets = bought.filter(pl.col("product").is_in(list(counts))).sort("product")
    together = baskets.join(baskets, on="number", suffix="_b").filter(pl.col("product") < pl.col("product_b"))
    lift = {
        (a, b): both * orders / (counts[a] * counts[b])
        for a, b, both in together.group_by("product", "product_b").len().iter_rows()
    }
    strongest = sorted(lift, key=lambda pair: -lift[pair])[: len(TRUTHS.pairs)]
    assert set(strongest) == set(TRUTHS.pairs)
    assert len(TRUTHS.pairs) == 30
    assert min(lift[pair] for pair in TRUTHS.pairs) > 6
    assert max(lift[pair] for pair in combinations(sorted(counts), 2) if pair in lift and pair not in TRUTHS.pairs) < 4


@pytest.mark.parametrize("group", TRUTHS.groups, ids=lambda group: f"customers {group.prefix}xxxx")
def test_repeat_rates(sample: Read, group: CustomerGroup) -> None:
    orders = sample.orders.filter(pl.col("customer").str.starts_with(group.prefix))
    customers = orders.group_by("customer").agg(first=pl.col("day").min(), orders=pl.len())
    assert customers.height == group.customers
    assert (customers["orders"] > 1).mean() == pytest.approx(group.repeat_share, abs=0.03)
    assert customers["orders"].mean() == pytest.approx(group.orders, rel=0.08)
    seen_a_year = orders.join(customers, on="customer").filter(pl.col("first") <= TRUTHS.last_day - timedelta(days=364))
    within = seen_a_year.group_by("customer").agg(
        again=(pl.col("day") <= pl.col("first") + timedelta(days=364)).sum() > 1
    )
    no_repeat = (group.alpha / (group.alpha + 364)) ** group.r
    assert within["again"].mean() == pytest.approx(1 - no_repeat, abs=0.05)
    assert group.repeats_within(364) == pytest.approx(1 - no_repeat)


def test_every_rfm_segment_is_occupied(sample: Read) -> None:
    customers = (
        sample.orders.drop_nulls("customer")
        .group_by("customer")
        .agg(recency=(TRUTHS.last_day - pl.col("day").max()).dt.total_days(), frequency=pl.len())
    )
    recency = customers["recency"].to_list()
    frequency = customers["frequency"].to_list()
    r = {value: 1 + 5 * sum(other > value for other in recency) // len(recency) for value in set(recency)}
    f = {value: 1 + 5 * sum(other < value for other in frequency) // len(frequency) for value in set(frequency)}
    segments = [segment(r[days], f[orders]) for days, orders in zip(recency, frequency, strict=True)]
    sizes = {name: segments.count(name) for name in set(segments)}
    assert set(sizes) == SEGMENTS
    assert min(sizes.values()) >= 50


def segment(r: int, f: int) -> str:
    """The named segment of a recency and a frequency score, read off the table of scores."""
    table = {
        1: ("lost", "hibernating", "at risk", "at risk", "cannot lose"),
        2: ("hibernating", "hibernating", "at risk", "at risk", "cannot lose"),
        3: ("about to sleep", "about to sleep", "need attention", "loyal", "loyal"),
        4: ("promising", "potential loyalist", "potential loyalist", "loyal", "loyal"),
        5: ("new", "potential loyalist", "potential loyalist", "champions", "champions"),
    }
    return table[r][f - 1]


def test_faulty_products_come_back_most(sample: Read) -> None:
    sold = sample.sales.group_by("product").agg(lines=pl.len()).filter(pl.col("lines") >= 200)
    back = sample.returns.group_by("product").agg(back=pl.len())
    rates = sold.join(back, on="product").select("product", rate=pl.col("back") / pl.col("lines")).sort("rate")
    assert set(rates["product"][-3:]) == set(TRUTHS.faulty_products)
    assert rates["rate"][-3] > 0.08
    assert rates["rate"][-4] < 0.06


def test_home_market_and_its_long_tail(sample: Read) -> None:
    revenue = sample.sales.group_by("country").agg(pl.col("amount").sum()).sort("amount", descending=True)
    assert revenue["country"][0] == TRUTHS.home_country
    assert revenue["amount"][0] / revenue["amount"].sum() == pytest.approx(TRUTHS.home_share, abs=0.05)
    assert revenue["amount"][1] / revenue["amount"].sum() < 0.12
    assert (revenue["amount"] / revenue["amount"].sum() < 0.01).sum() >= 18


def test_spend_is_concentrated(sample: Read) -> None:
    spent = sample.orders.drop_nulls("customer").group_by("customer").agg(pl.col("amount").sum())["amount"]
    tenth = spent.sort(descending=True)[: spent.len() // 10].sum()
    assert 0.45 < float(tenth) / float(spent.sum()) < 0.75
    assert min((spent > 5_000).sum(), (spent <= 500).sum()) > 300
