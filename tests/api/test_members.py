"""Orders, matched returns, customers and products as lists and one by one, against the oracle."""

from typing import Any

import pytest

from tests.api.cases import CASES
from tests.api.client import GraphQLClient
from tests.api.comparison import assert_same
from tests.api.conftest import ODD_AND_LARGE, Shop
from tests.api.documents import EVERY_FIELD, everything
from tests.oracle.filters import SalesFilter
from tests.oracle.lists import customers, products
from tests.oracle.orders import order
from tests.oracle.returns import matched_returns, order_numbers
from tests.oracle.rfm import scored

ORDERS = """
query Orders($filter: SalesFilter, $first: Int! = 1000, $after: String) {
  sales(filter: $filter) {
    list: orders(first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      edges {
        cursor
        node {
          number placedAt customer { id } country revenue returns netRevenue units cancelled
          lines { product { code name } quantity unitPrice amount }
        }
      }
    }
  }
}
"""
RETURNS = """
query Returns($filter: SalesFilter, $first: Int! = 1000, $after: String, $matched: Boolean) {
  sales(filter: $filter) {
    list: matchedReturns(first: $first, after: $after, matched: $matched) {
      totalCount pageInfo { hasNextPage endCursor }
      edges {
        cursor
        node { return { number } sale { number } product { code } quantity amount daysBetween }
      }
    }
  }
}
"""
CUSTOMER = f"""
query Customer($id: ID!, $filter: SalesFilter) {{
  sales(filter: {{ productKind: SERVICE }}) {{ kpis {{ revenue }} }}
  customer(id: $id) {{
    id country firstOrder lastOrder rfm
    sales(filter: $filter) {{ ...EveryField }}
    orders(first: 1000) {{ totalCount edges {{ node {{ number }} }} }}
  }}
}}
{EVERY_FIELD}
"""
PRODUCT = f"""
query Product($code: String!, $filter: SalesFilter) {{
  product(code: $code) {{ code name kind sales(filter: $filter) {{ ...EveryField }} }}
}}
{EVERY_FIELD}
"""
NESTED = """
query Nested($filter: SalesFilter) {
  sales(filter: $filter) {
    customers(first: 5) { edges { node { revenue customer { id sales { kpis { revenue } } } } } }
    products(first: 5) { edges { node { revenue product { code sales { kpis { revenue } } } } } }
  }
}
"""
ISO3 = {
    "EIRE": "IRL",
    "RSA": "ZAF",
    "USA": "USA",
    "United Kingdom": "GBR",
    "Germany": "DEU",
    "Unspecified": None,
    "European Community": None,
    "Czech Republic": "CZE",
    "Hong Kong": "HKG",
}

pytestmark = ODD_AND_LARGE


def all_nodes(client: GraphQLClient, document: str, variables: dict[str, Any]) -> list[dict[str, Any]]:
    """The nodes of every page."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = client.query(document, variables | {"after": after})["sales"]["list"]
        found += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            assert len(found) == page["totalCount"]
            return found
        after = page["pageInfo"]["endCursor"]


@pytest.mark.parametrize("case", ["two weeks", "customers", "dates and kind", "returns alone", "a closed day"])
def test_orders(shop: Shop, case: str) -> None:
    """Orders with a line in the filter, the newest first, each whole; pages concatenate."""
    sales_filter = CASES[case](shop.book)
    numbers = order_numbers(shop.book, sales_filter)
    variables = {"filter": sales_filter.variables(), "first": 400}
    got = all_nodes(shop.client, ORDERS, variables)
    assert [node["number"] for node in got] == numbers
    for node in got[:: 1 + len(got) // 40]:
        assert_same(order(shop.book, node["number"]), node, f"{shop.name}, order {node['number']}")


@pytest.mark.parametrize("matched", [None, True, False])
@pytest.mark.parametrize("case", ["two weeks", "products", "countries", "service", "a closed day"])
def test_matched_returns(shop: Shop, case: str, matched: bool | None) -> None:
    sales_filter = CASES[case](shop.book)
    variables = {"filter": sales_filter.variables(), "matched": matched, "first": 300}
    got = all_nodes(shop.client, RETURNS, variables)
    expected = matched_returns(shop.book, sales_filter, matched)
    assert_same(sorted(expected, key=str), sorted(got, key=str), f"{shop.name}, {sales_filter}")


@pytest.mark.parametrize("case", ["none", "dates cutting months", "service"])
def test_customer(shop: Shop, case: str) -> None:
    """One customer with everything; the filter of a nested `sales` is its own."""
    sales_filter, everyone = CASES[case](shop.book), scored(shop.book, SalesFilter())
    for customer in CASES["customers"](shop.book).customers or ():
        got = shop.client.query(CUSTOMER, {"id": customer, "filter": sales_filter.variables()})["customer"]
        own = SalesFilter(
            sales_filter.from_, sales_filter.to, customers=(customer,), product_kind=sales_filter.product_kind
        )
        assert_same(everything(shop.book, own), got.pop("sales"), f"{shop.name}, customer {customer}")
        numbers = order_numbers(shop.book, SalesFilter(customers=(customer,)))
        orders = got.pop("orders")
        assert orders["totalCount"] == len(numbers)
        assert [edge["node"]["number"] for edge in orders["edges"]] == numbers[:1000]
        first, last = shop.book.customer_days.get(customer, (None, None))
        row = everyone.get(customer)
        assert got == {
            "id": customer,
            "country": shop.book.customer_countries[customer],
            "firstOrder": first,
            "lastOrder": last,
            "rfm": row and f"{row['r']}{row['f']}{row['m']}",
        }


@pytest.mark.parametrize("case", ["none", "dates and countries"])
def test_product(shop: Shop, case: str) -> None:
    sales_filter = CASES[case](shop.book)
    for code in CASES["products"](shop.book).products or ():
        got = shop.client.query(PRODUCT, {"code": code, "filter": sales_filter.variables()})["product"]
        own = SalesFilter(sales_filter.from_, sales_filter.to, sales_filter.countries, products=(code,))
        assert_same(everything(shop.book, own), got.pop("sales"), f"{shop.name}, product {code}")
        assert (got["code"], got["name"]) == (code, shop.book.product_names[code])


def test_nested_sales_do_not_inherit(shop: Shop) -> None:
    sales_filter = CASES["two weeks"](shop.book)
    got = shop.client.query(NESTED, {"filter": sales_filter.variables()})["sales"]
    for name, key, oracle in (("customers", "customer", customers), ("products", "product", products)):
        inside, overall = (
            {next(iter(member[key].values())): member["revenue"] for member in oracle(shop.book, each)}
            for each in (sales_filter, SalesFilter())
        )
        for edge in got[name]["edges"]:
            code = next(iter(edge["node"][key].values()))
            assert edge["node"]["revenue"] == inside[code]
            assert edge["node"][key]["sales"]["kpis"]["revenue"] == overall[code]


def test_unknown_keys_are_null(shop: Shop) -> None:
    document = '{ customer(id: "no such customer") { id } product(code: "NO SUCH CODE") { code } }'
    assert shop.client.query(document) == {"customer": None, "product": None}


def test_country_codes(shop: Shop) -> None:
    found = shop.client.query("{ sales { byCountry { country iso3 } } }")["sales"]["byCountry"]
    codes = {row["country"]: row["iso3"] for row in found}
    assert {name: codes[name] for name in ISO3 if name in codes} == {name: ISO3[name] for name in ISO3 if name in codes}
    assert sum(code is None for code in codes.values()) <= 3


def test_insights_can_be_checked(shop: Shop) -> None:
    """Distinct findings, each with a query that runs."""
    document = "{ sales { insights { kind title detail from to query } } }"
    insights = shop.client.query(document)["sales"]["insights"]
    assert len(insights) == len({insight["kind"] for insight in insights})
    for insight in insights:
        assert insight["title"]
        assert insight["detail"]
        assert shop.client.query(insight["query"])
    if shop.name == "real":
        assert len(insights) >= 8
