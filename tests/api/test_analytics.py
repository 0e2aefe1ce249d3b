"""Comparisons, causes, segments, cohorts, pairs and free groupings against the oracle."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.api.cases import CASES, days_of
from tests.api.comparison import assert_same
from tests.api.conftest import ODD_AND_LARGE, Shop
from tests.api.documents import EVERY_FIELD, everything
from tests.oracle.cohorts import cohorts
from tests.oracle.comparison import COMPARISONS, bridge, compared
from tests.oracle.explore import explore
from tests.oracle.filters import SalesFilter, span
from tests.oracle.lists import METRICS
from tests.oracle.measures import average, money
from tests.oracle.pairs import product_pairs
from tests.oracle.rfm import rfm, scored

COMPARE = f"""
query Compare($filter: SalesFilter, $to: Comparison!) {{
  sales(filter: $filter) {{ compare(to: $to) {{ ...EveryField }} }}
}}
{EVERY_FIELD}
"""
BRIDGE = """
query Bridge($filter: SalesFilter, $to: Comparison!) {
  sales(filter: $filter) { bridge(to: $to) { previous current change steps { cause amount } } }
}
"""
SEGMENTS = """
query Segments($filter: SalesFilter, $granularity: Granularity! = MONTH) {
  sales(filter: $filter) {
    rfm { segment customers revenue averageRecencyDays averageOrders averageRevenue }
    cohorts(granularity: $granularity) { start size retention revenue }
  }
}
"""
PAIRS = """
query Pairs($filter: SalesFilter, $first: Int! = 1000, $product: String, $minSupport: Float! = 0.02) {
  sales(filter: $filter) {
    productPairs(first: $first, product: $product, minSupport: $minSupport) {
      a { code } b { code } orders support confidence lift pValue
    }
  }
}
"""
EXPLORE = """
query Explore($filter: SalesFilter, $measures: [Metric!]!, $dimensions: [Dimension!]!, $first: Int!, $after: String) {
  sales(filter: $filter) {
    explore(measures: $measures, dimensions: $dimensions, first: $first, after: $after) {
      columns { name dimension measure } rows totalRows endCursor
    }
  }
}
"""
WITHIN = ("dates cutting months", "a whole month", "two weeks", "from alone", "dates and countries", "dates and kind")
GROUPINGS = (
    *(
        (name,)
        for name in ("DAY", "WEEK", "MONTH", "QUARTER", "YEAR", "HOUR", "WEEKDAY", "COUNTRY", "PRODUCT", "CUSTOMER")
    ),
    (),
    ("MONTH", "COUNTRY"),
    ("CUSTOMER", "YEAR"),
    ("CUSTOMER", "COUNTRY"),
    ("PRODUCT", "CUSTOMER", "COUNTRY"),
    ("PRODUCT", "WEEKDAY"),
    ("COUNTRY", "HOUR", "QUARTER"),
)
SCALE = {"UNITS": 3, "ORDERS": 0, "CUSTOMERS": 0}

pytestmark = ODD_AND_LARGE


@pytest.mark.parametrize("comparison", COMPARISONS)
@pytest.mark.parametrize("case", WITHIN)
def test_compare(shop: Shop, case: str, comparison: str) -> None:
    """Every field over the other period; where that leaves the data set, zeros for what is not there."""
    sales_filter = CASES[case](shop.book)
    moved = compared(shop.book, sales_filter, comparison)
    variables = {"filter": sales_filter.variables(), "to": comparison}
    got = shop.client.query(COMPARE, variables)["sales"]["compare"]
    expected = everything(shop.book, moved)
    if span(shop.book, moved) != (moved.from_, moved.to):
        assert got["period"]["complete"] is False
        expected, got = ({name: answer[name] for name in ("kpis", "byCountry")} for answer in (expected, got))
    assert_same(expected, got, f"{shop.name}, {comparison} of {sales_filter}")


@pytest.mark.parametrize("comparison", COMPARISONS)
@pytest.mark.parametrize("case", ["none", *WITHIN, "products", "service", "returns alone"])
def test_bridge(shop: Shop, case: str, comparison: str) -> None:
    """Previous, current and change exactly; the steps sum to the change and each is the formula's to 6 places."""
    sales_filter = CASES[case](shop.book)
    variables = {"filter": sales_filter.variables(), "to": comparison}
    got = shop.client.query(BRIDGE, variables)["sales"]["bridge"]
    expected = bridge(shop.book, sales_filter, comparison)
    steps = {step["cause"]: Decimal(step["amount"]) for step in got.pop("steps")}
    exact = expected.pop("steps")
    assert_same(expected, got, f"{shop.name}, {comparison} of {sales_filter}")
    assert sum(steps.values()) == Decimal(got["change"])
    assert steps.keys() == exact.keys()
    for cause, amount in steps.items():
        assert abs(Fraction(amount) - exact[cause] / 10**9) <= Fraction(2, 10**6), cause


@pytest.mark.parametrize("case", ["none", *WITHIN, "countries", "products", "service", "before the data"])
def test_segments_and_cohorts(shop: Shop, case: str) -> None:
    sales_filter = CASES[case](shop.book)
    granularity = "QUARTER" if case == "service" else "MONTH"
    variables = {"filter": sales_filter.variables(), "granularity": granularity}
    got = shop.client.query(SEGMENTS, variables)["sales"]
    segments = {row["segment"]: row for row in got["rfm"] if row["customers"]}
    assert_same(rfm(shop.book, sales_filter), segments, f"{shop.name}, rfm, {sales_filter}")
    assert_same(cohorts(shop.book, sales_filter, granularity), got["cohorts"], f"{shop.name}, cohorts, {sales_filter}")


@pytest.mark.parametrize("support", [0.05, 0.03])
def test_product_pairs(shop: Shop, support: float) -> None:
    """Products and kinds choose which pairs are listed, not which orders count."""
    days = CASES["dates cutting months"](shop.book)
    expected = product_pairs(shop.book, days, support)
    variables: dict[str, Any] = {"filter": days.variables(), "minSupport": support}
    got = shop.client.query(PAIRS, variables)["sales"]["productPairs"]
    assert_same(expected[:1000], got, f"{shop.name}, pairs")
    if expected:
        code = expected[len(expected) // 2]["b"]["code"]
        chosen = [pair for pair in expected if code in (pair["a"]["code"], pair["b"]["code"])][:1000]
        by_filter = {**variables, "filter": {**days.variables(), "products": [code]}}
        for asked in (variables | {"product": code}, by_filter):
            assert_same(chosen, shop.client.query(PAIRS, asked)["sales"]["productPairs"], f"{shop.name}, {asked}")


@pytest.mark.parametrize("dimensions", GROUPINGS, ids="-".join)
def test_explore(shop: Shop, dimensions: tuple[str, ...]) -> None:
    """All measures at any grouping; pages concatenate, columns say what they are."""
    sales_filter = CASES["two weeks" if "PRODUCT" in dimensions else "countries"](shop.book)
    measures = tuple(METRICS)
    variables = {"filter": sales_filter.variables(), "measures": measures, "dimensions": dimensions, "first": 1000}
    rows: list[list[str | None]] = []
    after = None
    while True:
        table = shop.client.query(EXPLORE, variables | {"after": after})["sales"]["explore"]
        rows += table["rows"]
        after = table["endCursor"]
        if len(rows) >= table["totalRows"] or not table["rows"]:
            break
    assert [column["dimension"] or column["measure"] for column in table["columns"]] == [*dimensions, *measures]
    found = {tuple(row[: len(dimensions)]): row[len(dimensions) :] for row in rows}
    assert len(found) == len(rows) == table["totalRows"]
    expected = explore(shop.book, sales_filter, measures, dimensions)
    assert found.keys() == expected.keys()
    for key, values in expected.items():
        written = [text_of(*pair) for pair in zip(measures, values, strict=True)]
        assert [canonical(*pair) for pair in zip(measures, found[key], strict=True)] == written, key


def text_of(measure: str, value: Any) -> str | None:
    if measure == "AVERAGE_ORDER_VALUE":
        return average(value)
    return str(Decimal(value).scaleb(-SCALE[measure]).normalize()) if measure in SCALE else money(value)


def canonical(measure: str, text: str | None) -> str | None:
    """Counts and units by value alone, money as written."""
    return str(Decimal(text).normalize()) if measure in SCALE and text is not None else text


def test_scores_of_customers(shop: Shop) -> None:
    """A customer's own scores are over all data, whatever the filter."""
    document = "{ sales { customers(first: 1000) { edges { node { customer { id rfm } } } } } }"
    edges = shop.client.query(document)["sales"]["customers"]["edges"]
    everyone = scored(shop.book, SalesFilter())
    for edge in edges:
        customer = edge["node"]["customer"]
        row = everyone.get(customer["id"])
        assert customer["rfm"] == (row and f"{row['r']}{row['f']}{row['m']}"), customer


def test_one_day_is_compared_with_the_day_before(shop: Shop) -> None:
    _, last = days_of(shop.book)
    variables = {"filter": {"from": last.isoformat(), "to": last.isoformat()}, "to": "PREVIOUS_PERIOD"}
    period = shop.client.query(COMPARE, variables)["sales"]["compare"]["period"]
    assert (period["to"], period["days"]) == ((last - timedelta(days=1)).isoformat(), 1)
