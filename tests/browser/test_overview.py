"""The Overview shows the API's numbers, all of them, under every filter."""

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.api.client import GraphQLClient
from tests.browser.dashboard import FIGURES, PATIENCE_MS, Dashboard

pytestmark = pytest.mark.browser

SALES = """
query Numbers($filter: SalesFilter) {
  dataset { from to version }
  sales(filter: $filter) {
    kpis { revenue netRevenue returns orders averageOrderValue customers units products }
    trend(granularity: DAY) { start revenue orders returns }
    byHour { hour revenue orders }
    byWeekday { weekday revenue }
    byCountry(first: 8) { country revenue }
    products(first: 8) { edges { node { product { code } revenue } } }
    customers(first: 8) { edges { node { customer { id } revenue } } }
    spendTiers { tier customers }
  }
}
"""
BUCKETS = """
query Buckets($filter: SalesFilter, $size: Granularity!) {
  sales(filter: $filter) { trend(granularity: $size) { start revenue complete } }
}
"""
FORECAST = "query Total($filter: SalesFilter) { sales(filter: $filter) { forecast(horizon: 30) { total { value } } } }"
TWO_COUNTRIES = ["France", "Germany"]


def numbers(api: GraphQLClient, **chosen: Any) -> dict[str, Any]:
    """The API's answer, with the buckets in the size that the page draws for as many days."""
    answer = dict(api.query(SALES, {"filter": chosen}))
    days = len(answer["sales"]["trend"])
    size = "DAY" if days <= 62 else "WEEK" if days <= 400 else "MONTH"
    return answer | {"buckets": api.query(BUCKETS, {"filter": chosen, "size": size})["sales"]}


def decimals(kpis: dict[str, Any]) -> dict[str, Decimal | None]:
    return {name: None if kpis[name] is None else Decimal(str(kpis[name])) for name in FIGURES}


def assert_shows(dashboard: Dashboard, answer: dict[str, Any]) -> None:
    """Every figure, list and chart on the page equals the API's."""
    sales = answer["sales"]
    assert dashboard.figures() == decimals(sales["kpis"])
    assert dashboard.ranking("countries") == {row["country"]: Decimal(row["revenue"]) for row in sales["byCountry"]}
    for name, key in (("products", "code"), ("customers", "id")):
        nodes = [edge["node"] for edge in sales[name]["edges"]]
        assert dashboard.ranking(name) == {node[name[:-1]][key]: Decimal(node["revenue"]) for node in nodes}
    drawn, buckets = dashboard.drawn("trend"), answer["buckets"]["trend"]
    assert drawn["x"] == [bucket["start"] for bucket in buckets]
    assert drawn["y"] == [float(bucket["revenue"]) for bucket in buckets]
    assert [bool(shape) for shape in drawn["shapes"]] == [not bucket["complete"] for bucket in buckets]
    assert dashboard.drawn("weekday")["y"] == [float(row["revenue"]) for row in sales["byWeekday"]]
    hours = dashboard.drawn("hour")
    sold = {f"{row['hour']:02d}": float(row["revenue"]) for row in sales["byHour"] if row["orders"]}
    assert {hour: value for hour, value in zip(hours["x"], hours["y"], strict=True) if value} == sold
    tiers = [f"{row['customers']:,}" for row in sales["spendTiers"]]
    assert dashboard.page.locator("[data-list=tiers] tbody td:nth-child(2)").all_inner_texts() == tiers


def days_within(answer: dict[str, Any]) -> tuple[str, str]:
    """A quarter in the middle of the data."""
    days = [point["start"] for point in answer["sales"]["trend"]]
    return days[len(days) // 2], days[len(days) // 2 + 90]


def test_every_number_is_the_apis(dashboard: Dashboard, api: GraphQLClient) -> None:
    dashboard.enter()
    assert_shows(dashboard, numbers(api))


def test_filters_change_every_number_and_back_undoes_them(dashboard: Dashboard, api: GraphQLClient) -> None:
    whole = numbers(api)
    start, end = days_within(whole)
    dashboard.enter()
    seen = [dashboard.figures()]
    dashboard.choose_countries(*TWO_COUNTRIES)
    assert_shows(dashboard, numbers(api, countries=TWO_COUNTRIES))
    seen.append(dashboard.figures())
    dashboard.choose_days(start, end)
    assert_shows(dashboard, numbers(api, **{"from": start, "to": end, "countries": TWO_COUNTRIES}))
    seen.append(dashboard.figures())
    for name in FIGURES:
        values = [figures[name] for figures in seen]
        assert len(set(values)) == len(values), f"{name} did not change: {values}"
    dashboard.page.go_back()
    dashboard.page.wait_for_url("**/?country=France&country=Germany")
    expect(dashboard.page.locator("[data-kpi=revenue]")).to_have_attribute("title", _money(seen[1]["revenue"]))


def test_a_link_opens_the_same_view(dashboard: Dashboard, api: GraphQLClient) -> None:
    start, end = days_within(numbers(api))
    dashboard.enter(**{"from": start, "to": end, "country": "Germany"})
    assert_shows(dashboard, numbers(api, **{"from": start, "to": end, "countries": ["Germany"]}))


def test_a_country_of_the_list_filters_and_the_filter_can_be_cleared(dashboard: Dashboard, api: GraphQLClient) -> None:
    dashboard.enter()
    first = numbers(api)["sales"]["byCountry"][0]["country"]
    dashboard.page.get_by_role("button", name=first, exact=True).click()
    dashboard.page.wait_for_url("**/?country=*")
    dashboard.settled()
    assert dashboard.figures() == decimals(numbers(api, countries=[first])["sales"]["kpis"])
    dashboard.page.get_by_role("button", name="Clear filter").click()
    dashboard.page.wait_for_url(f"{dashboard.site.url}/")
    dashboard.settled()
    assert dashboard.figures() == decimals(numbers(api)["sales"]["kpis"])


def test_incomplete_buckets_are_named_in_the_legend_only_when_there_are_some(
    dashboard: Dashboard, api: GraphQLClient
) -> None:
    first = numbers(api)["sales"]["trend"][0]["start"]
    dashboard.enter(**{"from": first, "to": first})
    expect(dashboard.page.get_by_text("Hatched: incomplete")).to_have_count(0)
    start, end = days_within(numbers(api))
    dashboard.choose_days(start, end)
    hatched = any(dashboard.drawn("trend")["shapes"])
    expect(dashboard.page.get_by_text("Hatched: incomplete")).to_have_count(1 if hatched else 0)


def test_the_forecast_comes_with_its_score_beside_the_baselines(dashboard: Dashboard, api: GraphQLClient) -> None:
    dashboard.enter()
    total = dashboard.page.locator("[data-kpi=forecast]")
    expect(total).to_be_visible(timeout=2 * PATIENCE_MS)
    value = api.query(FORECAST, {"filter": {}})["sales"]["forecast"]["total"]["value"]
    expect(total).to_have_attribute("title", _money(Decimal(str(value)).quantize(Decimal("0.01"))))
    expect(dashboard.page.locator("[data-forecast=score]")).to_contain_text("error (WAPE)")
    expect(dashboard.page.locator("[data-forecast=score]")).to_contain_text("best simple baseline")
    assert len(dashboard.drawn("forecast", 1)["y"]) == 30


def _money(value: Decimal | None) -> Any:
    """Matches the amount behind whatever currency sign."""
    return re.compile(rf"^\S+?{re.escape(f'{value:,f}')}$")
