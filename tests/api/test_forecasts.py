"""Forecasts through the API: every metric, weeks and months, targets, days that stand out, and the record."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from backend.analytics.filters import Filters
from backend.forecast import ForecastRequest, ForecastWorkers
from backend.forecast.members import largest
from backend.forecast.record import publish, published_products
from backend.forecast.task import DailyForecast, ManyForecasts
from backend.forecast.telling import SIMPLE_REMARK, Telling
from tests.tiny import TinyShop, sale

pytestmark = pytest.mark.anyio

START = date(2024, 1, 1)
DAYS = 70


@pytest.fixture(scope="module")
async def workers() -> AsyncIterator[ForecastWorkers]:
    async with ForecastWorkers(1) as started:
        yield started


def rows(first: int, end: int, giant: int | None = None) -> list[tuple[str | None, ...]]:
    """Two orders a day but on Sundays, by weekday and a wobble; each Monday one piece comes back."""
    found = []
    for day in range(first, end):
        at = START + timedelta(days=day)
        if at.weekday() == 6:
            continue
        pieces = 10 + at.weekday() + day * 7 % 5 + (500 if day == giant else 0)
        moment = f"{at} 10:00:00"
        found.append(sale(f"{1000 + day}", "A1", pieces, "2.00", InvoiceDate=moment))
        found.append(sale(f"{5000 + day}", "B2", 1, "5.00", InvoiceDate=moment, CustomerID="8"))
        if at.weekday() == 0:
            found.append(sale(f"C{1000 + day}", "A1", -1, "2.00", InvoiceDate=moment))
    return found


def revenue(day: int) -> float:
    at = START + timedelta(days=day)
    return 0.0 if at.weekday() == 6 else 2.0 * (10 + at.weekday() + day * 7 % 5) + 5.0


@pytest.fixture
async def shop(tiny: TinyShop, workers: ForecastWorkers) -> TinyShop:
    await tiny.load(*rows(0, DAYS))
    return replace(tiny, workers=workers)


async def forecast(shop: TinyShop, arguments: str, fields: str = "") -> dict[str, Any]:
    asked = f"forecast({arguments}) {{ model points {{ date value lower upper }} history {{ date actual }} {fields} }}"
    answer = await shop.ask(f"{{ sales {{ {asked} }} }}")
    found: dict[str, Any] = answer["sales"]["forecast"]
    return found


async def test_every_metric_has_its_own_sign(shop: TinyShop) -> None:
    for metric in ("REVENUE", "NET_REVENUE", "RETURNS", "ORDERS", "UNITS", "CUSTOMERS", "AVERAGE_ORDER_VALUE"):
        found = await forecast(shop, f"metric: {metric}, horizon: 7", "total { value lower upper }")
        sign = -1 if metric == "RETURNS" else 1
        assert all(sign * point["value"] >= 0 for point in found["points"]), metric
        assert all(point["lower"] <= point["value"] <= point["upper"] for point in found["points"]), metric
        assert (found["total"] is None) == (metric == "CUSTOMERS")
        sunday = [point for point in found["points"] if date.fromisoformat(point["date"]).weekday() == 6]
        assert [point["value"] for point in sunday] == [0.0], metric
        if metric == "ORDERS":
            assert found["total"]["value"] == pytest.approx(12, rel=0.05)
        if metric == "AVERAGE_ORDER_VALUE":
            assert 12 < found["total"]["value"] < 22


async def test_weeks_are_whole_and_hold_what_came(shop: TinyShop) -> None:
    # The newest day, Saturday 9 March (day 68), may be running; what is known ends on the Friday.
    found = await forecast(shop, "horizon: 10, granularity: WEEK", "total { value }")
    assert [point["date"] for point in found["points"]] == ["2024-03-04", "2024-03-11", "2024-03-18"]
    came = sum(revenue(day) for day in range(63, 68))
    saturday = found["points"][0]["value"] - came
    assert saturday == pytest.approx(revenue(68), rel=0.3)
    assert found["points"][0]["lower"] >= came
    assert found["history"][-1]["date"] == "2024-02-26"
    assert found["history"][-1]["actual"] == pytest.approx(sum(revenue(day) for day in range(56, 63)))


async def test_parts_add_up_to_the_whole_each_day(shop: TinyShop) -> None:
    whole = (await forecast(shop, "horizon: 9"))["points"]
    for dimension in ("COUNTRY", "PRODUCT"):
        asked = f"forecastBy(dimension: {dimension}, first: 1, horizon: 9) {{ member total points {{ date value }} }}"
        parts = (await shop.ask(f"{{ sales {{ {asked} }} }}"))["sales"]["forecastBy"]
        assert [part["member"] for part in parts] == [{"COUNTRY": "France", "PRODUCT": "A1"}[dimension], None]
        for index, point in enumerate(whole):
            assert sum(part["points"][index]["value"] for part in parts) == pytest.approx(point["value"])
            assert {part["points"][index]["date"] for part in parts} == {point["date"]}
        if dimension == "PRODUCT":
            assert parts[1]["total"] == pytest.approx(5.0 * 8, rel=0.15), "B2 at 5.00 on each of eight open days"


async def test_buckets_that_are_not_sums_are_refused(shop: TinyShop) -> None:
    for arguments in ("metric: CUSTOMERS, granularity: WEEK", "granularity: YEAR"):
        answer = await shop.answer(f"{{ sales {{ forecast({arguments}) {{ model }} }} }}")
        assert answer.errors
        assert answer.errors[0].extensions is not None
        assert answer.errors[0].extensions["code"] == "BAD_USER_INPUT"


async def test_a_target_gets_less_likely_as_it_grows(shop: TinyShop) -> None:
    amounts = (1, 150, 200, 250, 400, 10_000)
    fields = "total { value } " + " ".join(
        f'a{amount}: target(amount: "{amount}") {{ chance requiredPerDay }}' for amount in amounts
    )
    found = await forecast(shop, "horizon: 7", fields)
    chances = [found[f"a{amount}"]["chance"] for amount in amounts]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.95
    assert chances[-1] < 0.05
    assert found["a150"]["requiredPerDay"] == "25.00", "six open days in seven"


async def test_a_day_that_stands_out_is_found(tiny: TinyShop, workers: ForecastWorkers) -> None:
    await tiny.load(*rows(0, DAYS, giant=37))
    answer = await replace(tiny, workers=workers).ask(
        "{ sales { anomalies { date value expected lower upper score } } }"
    )
    [found] = answer["sales"]["anomalies"]
    assert found["date"] == str(START + timedelta(days=37))
    assert found["value"] == revenue(37) + 1_000
    assert found["lower"] <= found["expected"] <= found["upper"] < found["value"]
    assert found["expected"] == pytest.approx(revenue(37), rel=0.3)


async def test_the_record_is_what_a_hand_calculates(shop: TinyShop) -> None:
    made = await forecast(shop, "horizon: 7, level: 0.9")
    asked = "{ sales { forecastRecord { datasetVersion horizon days wape bias coverage baselineWape } } }"
    [before] = (await shop.ask(asked))["sales"]["forecastRecord"]
    assert (before["horizon"], before["days"], before["wape"]) == (7, 0, None)

    await shop.load(*rows(DAYS - 1, DAYS + 4))
    # Known now: up to Tuesday 12 March (day 71), as Wednesday may be running; forecast from Saturday (68) on.
    [after] = (await shop.ask(asked))["sales"]["forecastRecord"]
    actual = [revenue(day) for day in range(68, 73)]
    points = made["points"][: len(actual)]
    assert points[0]["date"] == str(START + timedelta(days=68))
    assert after["days"] == len(actual)
    error = sum(abs(point["value"] - came) for point, came in zip(points, actual, strict=True))
    assert after["wape"] == pytest.approx(error / sum(actual))
    bias = sum(point["value"] for point in points) - sum(actual)
    assert after["bias"] == pytest.approx(bias / sum(actual))
    held = [point["lower"] <= came <= point["upper"] for point, came in zip(points, actual, strict=True) if came]
    assert after["coverage"] == pytest.approx(sum(held) / len(held))
    assert after["baselineWape"] is not None
    assert after["datasetVersion"] == before["datasetVersion"]


async def test_with_too_little_the_baseline_answers_and_says_so(tiny: TinyShop, workers: ForecastWorkers) -> None:
    await tiny.load(*rows(0, 12))
    found = await forecast(replace(tiny, workers=workers), "horizon: 7")
    assert found["model"].startswith("Weekday mean")
    assert "28 needed" in found["model"]


async def test_products_in_one_go_are_published_and_known_to_be(shop: TinyShop) -> None:
    members = await largest(shop.db, Filters(), "product", 10)
    assert list(members) == ["A1", "B2"]
    assert members["A1"].values[0] == revenue(0) - 5.0
    tasks = tuple(DailyForecast(series, 7, 0.8, Telling(simple=True)) for series in members.values())
    made = await shop.workers.run(ManyForecasts(tasks))
    assert all(each is not None and SIMPLE_REMARK in each.model for each in made)
    version = (await shop.scope()).dataset.version
    assert made[0] is not None
    for _ in range(2):
        await publish(shop.db, version, ForecastRequest(Filters(products=("A1",)), horizon=7), made[0])
    assert await published_products(shop.db, version, 7, 0.8, SIMPLE_REMARK) == {"A1"}
    assert await published_products(shop.db, version + 1, 7, 0.8, SIMPLE_REMARK) == set()
    asked = '{ sales(filter: { products: ["A1"] }) { forecastRecord { horizon } } }'
    assert (await shop.ask(asked))["sales"]["forecastRecord"] == [{"horizon": 7}]
