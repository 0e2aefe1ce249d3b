"""Every field of `sales` against the oracle, under every kind of filter."""

from typing import Any

import pytest

from tests.api.cases import CASES
from tests.api.comparison import assert_same
from tests.api.conftest import LARGE, ODD_AND_LARGE, Shop, shops_and_cases
from tests.api.documents import BY_COUNTRY, EVERYTHING, ORACLE_LISTS, everything, members
from tests.oracle.filters import SalesFilter
from tests.oracle.lists import METRICS, by_country

DIRECTIONS = ("DESC", "ASC")
FEW = ("none", "dates cutting months", "countries", "products", "everything at once", "a closed day")
LISTED = (*FEW, "customers", "service", "before the data", "returns alone")


@shops_and_cases({"odd": CASES, "sample": FEW, "real": CASES} | {LARGE: CASES})
def test_every_field(shop: Shop, case: str) -> None:
    sales_filter = CASES[case](shop.book)
    got = shop.client.query(EVERYTHING, {"filter": sales_filter.variables()})["sales"]
    assert_same(everything(shop.book, sales_filter), got, f"{shop.name}, {sales_filter}")


@pytest.mark.parametrize("name", ORACLE_LISTS)
@shops_and_cases({"odd": CASES, "sample": ("none",), "real": LISTED} | {LARGE: LISTED})
def test_lists(shop: Shop, case: str, name: str) -> None:
    sales_filter = CASES[case](shop.book)
    got = members(shop.client, name, sales_filter)
    assert_same(ORACLE_LISTS[name](shop.book, sales_filter), got, f"{shop.name}, {name}, {sales_filter}")


@ODD_AND_LARGE
@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("name", ORACLE_LISTS)
def test_list_orders(shop: Shop, name: str, metric: str, direction: str) -> None:
    sales_filter = CASES["two weeks"](shop.book)
    got = members(shop.client, name, sales_filter, orderBy=metric, direction=direction)
    expected = ORACLE_LISTS[name](shop.book, sales_filter, metric, direction)
    assert_same(expected, got, f"{shop.name}, {name} by {metric} {direction}, {sales_filter}")


@ODD_AND_LARGE
@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("metric", METRICS)
def test_country_orders(shop: Shop, metric: str, direction: str) -> None:
    sales_filter = CASES["a whole month"](shop.book)
    for first in (None, 3):
        variables: dict[str, Any] = {"filter": sales_filter.variables(), "orderBy": metric, "direction": direction}
        got = shop.client.query(BY_COUNTRY, variables | {"first": first})["sales"]["byCountry"]
        expected = by_country(shop.book, sales_filter, metric, direction)[:first]
        assert_same(expected, got, f"{shop.name}, byCountry by {metric} {direction}, {sales_filter}")


@ODD_AND_LARGE
@pytest.mark.parametrize("name", ORACLE_LISTS)
@pytest.mark.parametrize("text", ["2", "12", "a", "Red", "%", "_", "\\", "'", "no such member"])
def test_search(shop: Shop, name: str, text: str) -> None:
    """The search narrows the list and its count; shares, ranks and classes stay those of the whole list."""
    sales_filter = CASES["two weeks"](shop.book)
    got = members(shop.client, name, sales_filter, search=text, orderBy="UNITS")
    expected = ORACLE_LISTS[name](shop.book, sales_filter, "UNITS", "DESC", text)
    assert_same(expected, got, f"{shop.name}, {name}, search {text!r}")


def test_defaults(shop: Shop) -> None:
    """Without arguments: all sales, days, months, the first ten by revenue."""
    document = """{ sales { trend { start } growth { start } products { edges { node { product { code } } } }
                            customers { edges { node { customer { id } } } } } }"""
    got = shop.client.query(document)["sales"]
    expected = everything(shop.book, SalesFilter())
    assert_same([{"start": point["start"]} for point in expected["trendDAY"]], got["trend"])
    assert_same([{"start": point["start"]} for point in expected["growthMONTH"]], got["growth"])
    for name, key, code in (("products", "product", "code"), ("customers", "customer", "id")):
        top = ORACLE_LISTS[name](shop.book, SalesFilter())[:10]
        assert [edge["node"][key][code] for edge in got[name]["edges"]] == [member[key][code] for member in top]


def test_null_means_all(shop: Shop) -> None:
    nulls = dict.fromkeys(("from", "to", "countries", "products", "customers", "productKind"))
    answers = [shop.client.query(EVERYTHING, variables)["sales"]["kpis"] for variables in ({}, {"filter": nulls})]
    assert answers[0] == answers[1]
