"""What cannot be answered is BAD_USER_INPUT and names the argument."""

from typing import Any

import pytest

from tests.api.client import GraphQLClient
from tests.api.documents import BY_COUNTRY, LISTS, SALES_KPIS

FILTERS: dict[str, tuple[dict[str, Any], str]] = {
    "from after to": ({"from": "2024-03-02", "to": "2024-03-01"}, "from"),
    "no countries": ({"countries": []}, "countries"),
    "no products": ({"products": []}, "products"),
    "no customers": ({"customers": []}, "customers"),
    "unknown country": ({"countries": ["Atlantis"]}, "countries"),
    "unknown product": ({"products": ["NO-SUCH-CODE"]}, "products"),
    "unknown customer": ({"customers": ["no such customer"]}, "customers"),
    "empty names": ({"countries": [""]}, "countries"),
    "SQL in a name": ({"products": ["' OR '1'='1"]}, "products"),
}
OUT_OF_RANGE = {
    "forecast(horizon: 0) { model }": "horizon",
    "forecast(horizon: 366) { model }": "horizon",
    "forecast(level: 0.49) { model }": "level",
    "forecast(level: 0.995) { model }": "level",
    "productPairs(minSupport: 0.0049) { lift }": "minSupport",
    "productPairs(first: 0) { lift }": "first",
    "orders(first: 1001) { totalCount }": "first",
    "matchedReturns(first: 0) { totalCount }": "first",
    "explore(measures: [REVENUE], dimensions: [DAY], first: 0) { totalRows }": "first",
    "explore(measures: [], dimensions: [DAY]) { totalRows }": "measures",
    'orders(after: "x") { totalCount }': "after",
    'matchedReturns(after: "x") { totalCount }': "after",
    'explore(measures: [REVENUE], dimensions: [DAY], after: "x") { totalRows }': "after",
}


def assert_refused(client: GraphQLClient, document: str, variables: dict[str, Any], field: str) -> None:
    """One error, of the right code, whose `field` ends with the argument's name."""
    failure = client.failure(document, variables)
    assert failure.codes == {"BAD_USER_INPUT"}, failure
    assert {str(name).split(".")[-1] for name in failure.fields} == {field}, failure.errors


@pytest.mark.parametrize("case", FILTERS)
def test_filters(odd_client: GraphQLClient, case: str) -> None:
    sales_filter, field = FILTERS[case]
    assert_refused(odd_client, SALES_KPIS, {"filter": sales_filter}, field)


def test_one_unknown_among_known(odd_client: GraphQLClient) -> None:
    known = odd_client.query("{ dataset { countries } }")["dataset"]["countries"][:2]
    assert_refused(odd_client, SALES_KPIS, {"filter": {"countries": [*known, "Atlantis"]}}, "countries")


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("first", [0, -1, 1001, 2**31 - 1])
def test_first_out_of_range(odd_client: GraphQLClient, name: str, first: int) -> None:
    assert_refused(odd_client, LISTS[name], {"first": first}, "first")


@pytest.mark.parametrize("first", [0, -1, 1001])
def test_first_of_countries(odd_client: GraphQLClient, first: int) -> None:
    assert_refused(odd_client, BY_COUNTRY, {"first": first}, "first")


@pytest.mark.parametrize("call", OUT_OF_RANGE)
def test_arguments_out_of_range(odd_client: GraphQLClient, call: str) -> None:
    assert_refused(odd_client, f"{{ sales {{ {call} }} }}", {}, OUT_OF_RANGE[call])


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "e30=", "bnVsbA==", "WzFd", "[1]", "é" * 9, "a" * 5000])
def test_bad_cursors(odd_client: GraphQLClient, name: str, cursor: str) -> None:
    assert_refused(odd_client, LISTS[name], {"after": cursor}, "after")


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "other",
    [
        {"orderBy": "ORDERS"},
        {"direction": "ASC"},
        {"filter": {"productKind": "SERVICE"}},
        {"filter": {"from": "2020-06-01"}},
        {"search": "1"},
    ],
)
def test_cursors_of_another_question(odd_client: GraphQLClient, name: str, other: dict[str, Any]) -> None:
    """A cursor holds for its own list, filter, order and search alone."""
    cursor = odd_client.query(LISTS[name], {"first": 2})["sales"]["list"]["pageInfo"]["endCursor"]
    assert odd_client.query(LISTS[name], {"first": 2, "after": cursor})["sales"]["list"]["edges"]
    assert_refused(odd_client, LISTS[name], {"after": cursor, **other}, "after")


def test_cursors_of_another_list(odd_client: GraphQLClient) -> None:
    cursor = odd_client.query(LISTS["products"], {"first": 2})["sales"]["list"]["pageInfo"]["endCursor"]
    assert_refused(odd_client, LISTS["customers"], {"after": cursor}, "after")


def test_a_repeated_name_counts_once(odd_client: GraphQLClient) -> None:
    country = odd_client.query("{ dataset { countries } }")["dataset"]["countries"][0]
    once, twice = (
        odd_client.query(SALES_KPIS, {"filter": {"countries": [country] * times}})["sales"]["kpis"] for times in (1, 2)
    )
    assert once == twice


@pytest.mark.parametrize(
    "document",
    [
        "{ sales { nothing } }",
        "{ sales { kpis } }",
        '{ sales(filter: { from: "yesterday" }) { kpis { revenue } } }',
        "{ sales(filter: { countries: [null] }) { kpis { revenue } } }",
        "{ sales { products(first: 1.5) { totalCount } } }",
        "{ sales",
        "",
    ],
)
def test_invalid_documents(odd_client: GraphQLClient, document: str) -> None:
    """Refused without data and without a masked internal error."""
    answer = odd_client.post(document)
    body = answer.json()
    assert answer.status_code < 500
    assert body.get("errors")
    assert body.get("data") is None
    assert "INTERNAL" not in answer.text
