"""What queries cost, counted by hand; every list has a size; the dashboard stays under the limit."""

from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    get_named_type,
    parse,
)

import schema
from backend.settings import Settings
from frontend import queries
from schema.cost import cost, is_answered
from schema.limits import MAX_TOKENS, invalid, misshapen
from schema.list_sizes import BATCHED, LONGEST_DAYS, SIZES, is_edges, is_list
from tests.api.client import GraphQLClient
from tests.schema.dashboard import dashboard

SERVED = schema.build()._schema
CONTRACT = build_schema((Path(schema.__file__).parent / "contract.graphql").read_text())
LIMIT = Settings.model_fields["cost_limit"].default
DOCUMENTS = {name: text for name, text in vars(queries).items() if name.isupper() and isinstance(text, str)}
YEAR = '(filter: { from: "2011-01-01", to: "2011-12-31" })'


def priced(query: str, **variables: Any) -> int:
    """The cost of the query, which must be valid and within all other limits."""
    document = parse(query, max_lexical_tokens=MAX_TOKENS)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    assert misshapen(document, operation) == []
    assert invalid(SERVED, document) == []
    return cost(SERVED, document, operation, variables)


@pytest.mark.parametrize(
    ("query", "points"),
    [
        ("{ me { id } }", 0),
        ("{ __schema { types { name } } }", 0),
        ("{ sales { period { days } } }", 0),
        ("{ sales { kpis { revenue } } }", 5 + 1),
        ("{ a: dataset { version } b: dataset { version } }", 2 * (5 + 1)),
        ("{ sales { byHour { hour } byWeekday { weekday } spendTiers { tier } rfm { segment } } }", 4 * (5 + 1)),
        ("{ sales { byCountry { share } } }", 5 + 5),
        ("{ sales { byCountry(first: 51) { share } } }", 5 + 2),
        ("{ sales { products { totalCount } } }", 5 + 1),
        ("{ sales { products(first: 1000) { edges { node { product { code } } } } } }", 5 + 20),
        ("{ sales { compare { compare { kpis { revenue } } } kpis { orders } } }", 2 * (5 + 1)),
        ("{ sales { explore(measures: [REVENUE], dimensions: [DAY]) { rows } } }", 5 + 2),
        ("{ sales { explore(measures: [REVENUE], dimensions: [DAY]) { columns { name } } } }", 5 + 2 + 1),
        ('{ order(number: "1") { lines { amount } } }', (5 + 1) + (5 + 1)),
    ],
)
def test_by_hand(query: str, points: int) -> None:
    assert priced(query) == points


@pytest.mark.parametrize(
    ("trend", "days", "buckets"),
    [
        ("trend", YEAR, 365),
        ("trend(granularity: WEEK)", YEAR, 54),
        ("trend(granularity: MONTH)", YEAR, 15),
        ("trend", '(filter: { from: "2011-01-01", to: "2011-02-20" })', 51),
        ("trend", '(filter: { from: "2011-01-01", to: "2011-02-19" })', 50),
        ("trend", '(filter: { from: "2011-02-01", to: "2011-01-01" })', 1),
        ("trend", '(filter: { from: "2011-01-01" })', LONGEST_DAYS),
        ("trend", '(filter: { from: "0001-01-01", to: "9999-12-31" })', LONGEST_DAYS),
        ("trend", "", LONGEST_DAYS),
        ("trend", "(filter: null)", LONGEST_DAYS),
        ("trend(granularity: MONTH)", "", 132),
    ],
)
def test_trends_count_the_buckets_of_the_filter(trend: str, days: str, buckets: int) -> None:
    assert priced(f"{{ sales{days} {{ {trend} {{ start }} }} }}") == 5 + -(-buckets // 50)


def test_a_forecast_counts_its_history_and_its_horizon() -> None:
    forecast = f"{{ sales{YEAR} {{ forecast(horizon: 60) {{ %s }} }} }}"
    assert priced(forecast % "model") == 5 + 1
    assert priced(forecast % "history { date }") == 5 + 1 + 8
    assert priced(forecast % "points { date }") == 5 + 1 + 2
    assert priced(forecast % "backtest { points { date } }") == 5 + 1 + 8  # past horizons do not overlap
    monthly = f"{{ sales{YEAR} {{ forecast(granularity: MONTH) {{ history {{ date }} }} }} }}"
    assert priced(monthly) == 5 + 1 + 1


def test_points_multiply_through_lists() -> None:
    each = "{ sales { customers(first: 100) { edges { node { customer { sales { kpis { revenue } } } } } } } }"
    assert priced(each) == (5 + 2) + (100 * 5 + 2) + (100 * 5 + 2)
    shares = "products(first: %d) { edges { node { share product { code %s } } } }"
    within = shares % (100, "sales { " + shares % (30, "") + " }")
    assert priced(f'{{ customer(id: "1") {{ sales {{ {within} }} }} }}') == (5 + 1) + (5 + 1) + (5 + 2) + (
        100 * 5 + 2
    ) + (100 * 5 + 60)


def test_what_is_fetched_together_asks_once() -> None:
    """A page of 50 customers with their orders and lines is four statements, and well within the limit."""
    orders = "orders { edges { node { lines { amount } } } }"
    page = "{ sales { customers(first: 50) { edges { node { customer { rfm %s } } } } } }"
    assert priced(page % orders) == (5 + 1) + 5 + (5 + 50 * 20 // 50) + (5 + 50 * 20 * 20 // 50) < LIMIT
    assert priced(page % 'orders(first: 1, after: "x") { totalCount }') == (5 + 1) + 5 + (50 * 5 + 1)


@pytest.mark.parametrize(
    ("variables", "points"),
    [
        ({}, 5 + 1),
        ({"first": 1000}, 5 + 20),
        ({"first": 51}, 5 + 2),
        ({"first": 5000}, 5 + 20),
        ({"first": -1}, 5 + 1),
        ({"first": None}, 5 + 1),
        ({"first": "many"}, 5 + 20),
        ({"first": float("inf")}, 5 + 20),
    ],
)
def test_sizes_from_variables(variables: dict[str, Any], points: int) -> None:
    assert (
        priced("query ($first: Int! = 10) { sales { products(first: $first) { totalCount } } }", **variables) == points
    )


def test_filters_from_variables() -> None:
    whole = "query ($filter: SalesFilter) { sales(filter: $filter) { trend { start } } }"
    assert priced(whole, filter={"from": "2011-01-01", "to": "2011-01-31"}) == 5 + 1
    assert priced(whole, filter={"from": "yesterday", "to": 5}) == priced(whole) == 5 + 74
    ends = (
        'query ($from: Date, $to: Date = "2011-12-31") { sales(filter: { from: $from, to: $to }) { trend { start } } }'
    )
    assert priced(ends, **{"from": "2011-12-01"}) == 5 + 1
    left_out = "query ($by: Granularity! = YEAR) { sales { trend(granularity: $by) { start } } }"
    assert priced(left_out) == 5 + 1


def test_a_filter_holds_for_what_is_below_it_alone() -> None:
    within = (
        f"{{ sales{YEAR} {{ customers {{ edges {{ node {{ customer {{ sales {{ trend {{ start }} }} }} }} }} }} }} }}"
    )
    assert priced(within) == (5 + 1) + (10 * 5 + 1) + (10 * 5 + 10 * LONGEST_DAYS // 50 + 1)


def test_fragments_and_directives() -> None:
    """Each spread counts, and what a directive may leave out."""
    spread = "...K compare { ...K } ... { kpis @skip(if: $no) { orders } }"
    query = f"query ($no: Boolean!) {{ sales {{ {spread} }} }} fragment K on Sales {{ kpis {{ orders }} }}"
    assert priced(query) == 3 * (5 + 1)


def output_fields(served: GraphQLSchema) -> dict[str, GraphQLField]:
    return {
        f"{parent.name}.{name}": field
        for parent in served.type_map.values()
        if isinstance(parent, GraphQLObjectType) and not parent.name.startswith("__")
        for name, field in parent.fields.items()
    }


@pytest.mark.parametrize("given", [SERVED, CONTRACT], ids=["served", "contract"])
def test_every_list_of_objects_has_a_size(given: GraphQLSchema) -> None:
    unknown = [
        name
        for name, field in output_fields(given).items()
        if is_list(field) and isinstance(get_named_type(field.type), GraphQLObjectType)
        if name not in SIZES and "first" not in field.args and not is_edges(name)
    ]
    assert unknown == [], "give each in schema/list_sizes.py the number of objects it can return"


def test_every_size_belongs_to_a_field() -> None:
    fields = output_fields(CONTRACT) | output_fields(SERVED)
    assert set(SIZES) <= set(fields)
    for name in BATCHED:
        assert is_answered(output_fields(SERVED)[name])


def test_fields_of_sales_ask_the_database() -> None:
    at_hand = {
        name for name, field in output_fields(SERVED).items() if name.startswith("Sales.") and not is_answered(field)
    }
    assert at_hand == {"Sales.period", "Sales.compare"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_dashboards_own_documents(name: str) -> None:
    assert priced(DOCUMENTS[name], horizon=365) <= LIMIT


def test_the_whole_dashboard_in_one_request(sample_client: GraphQLClient) -> None:
    query = dashboard(SERVED)
    assert priced(query) <= LIMIT
    body = sample_client.post(query).json()
    assert "errors" not in body, body["errors"]
    assert body["extensions"]["cost"] == {"requested": priced(query), "limit": LIMIT}
    assert body["extensions"]["receipt"]["cost"] == priced(query)


def test_over_the_limit(sample_client: GraphQLClient) -> None:
    query = "{ sales { customers(first: %d) { edges { node { customer { sales { kpis { revenue } } } } } } } }"
    below, above = (next(first for first in range(90, 105) if priced(query % first) > LIMIT) - less for less in (1, 0))
    assert "errors" not in sample_client.post(query % below).json()
    points = priced(query % above)
    body = sample_client.post(query % above).json()
    [error] = body["errors"]
    assert body.get("data") is None
    assert error["extensions"] == {"code": "QUERY_TOO_COMPLEX", "cost": points, "limit": LIMIT, "measure": "cost"}
    assert error["message"].startswith(f"the query costs {points} points, ")
    assert error["message"].endswith(f"; at most {LIMIT} are allowed")
    assert body["extensions"]["cost"] == {"requested": points, "limit": LIMIT}
