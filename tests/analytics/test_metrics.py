"""Each entry of the registry of metrics: known to the oracle, offered by the API wherever metrics are, told truly."""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

import schema
from backend.analytics.metrics import Metric
from scripts.generate import metrics as table_of_metrics
from tests.etl.rows import COLUMNS
from tests.oracle.explore import explore
from tests.oracle.filters import SalesFilter
from tests.oracle.lists import METRICS, customers, products
from tests.oracle.raw import Book, read_book
from tests.tiny import TinyShop, sale

ROWS = [
    sale("1", "A1", 3, "2.50"),
    sale("1", "B2", 1, "10.00"),
    sale("2", "A1", 10, "2.00", CustomerID="8", Country="Spain"),
    sale("3", "B2", 2, "9.00", CustomerID="8", Country="France"),
    sale("4", "C3", 1, "0.125", CustomerID=None, Country="Spain"),
    sale("5", "A1", 5, "2.25", InvoiceDate="2024-04-01 09:00:00"),
    sale("C6", "B2", -1, "10.00", InvoiceDate="2024-04-02 09:00:00"),
    sale("C7", "D4", -1, "6.00", InvoiceDate="2024-04-02 09:00:00", CustomerID="9", Country="Spain"),
]
EXPLORE = """
query Explore($metric: Metric!, $dimensions: [Dimension!]!, $direction: SortDirection! = DESC) {
  sales {
    explore(measures: [$metric], dimensions: $dimensions, orderBy: $metric, direction: $direction) {
      columns { name measure } rows
    }
  }
}
"""
LISTS = """
query Lists($metric: Metric!, $direction: SortDirection!) {
  sales {
    byCountry(orderBy: $metric, direction: $direction) { country }
    products(orderBy: $metric, direction: $direction) { edges { node { product { code } } } }
    customers(orderBy: $metric, direction: $direction) { edges { node { customer { id } } } }
  }
}
"""
EACH = pytest.mark.parametrize("metric", [metric.name for metric in Metric])
COUNTS = {"ORDERS": 1, "CUSTOMERS": 1, "UNITS": 10**3}


@pytest.fixture(scope="module")
def book() -> Book:
    return read_book(pl.DataFrame(ROWS, schema=dict.fromkeys(COLUMNS, pl.String), orient="row"))


@pytest.fixture
async def shop(tiny: TinyShop) -> TinyShop:
    await tiny.load(*ROWS)
    return tiny


def test_every_metric_has_an_oracle_case() -> None:
    """A metric new in the registry fails here until tests/oracle/lists.py says what it is."""
    assert set(METRICS) == {metric.name for metric in Metric}


def test_the_api_names_every_metric() -> None:
    enumeration = schema.build()._schema.type_map["Metric"]
    assert list(enumeration.values) == [metric.name for metric in Metric]  # type: ignore[attr-defined]


@EACH
def test_the_table_in_the_documentation_has_it(metric: str) -> None:
    definition = Metric[metric].value
    row = next(line for line in table_of_metrics("").splitlines() if f"`{metric}`" in line)
    assert definition.label in row
    assert definition.meaning in row
    assert definition.meaning.endswith(".")


@EACH
@pytest.mark.anyio
async def test_explore_gives_the_oracle_s_number(shop: TinyShop, book: Book, metric: str) -> None:
    for dimensions in ((), ("COUNTRY",), ("MONTH", "CUSTOMER"), ("PRODUCT",)):
        table = (await shop.ask(EXPLORE, {"metric": metric, "dimensions": dimensions}))["sales"]["explore"]
        found = {tuple(row[:-1]): row[-1] for row in table["rows"]}
        expected = explore(book, SalesFilter(), (metric,), dimensions)
        assert found.keys() == expected.keys()
        for key, (value,) in expected.items():
            assert (found[key] is None) == (value is None), (dimensions, key)
            if value is not None:
                scaled = Decimal(value.numerator) / value.denominator / COUNTS.get(metric, 10**9)
                assert Decimal(found[key]) == pytest.approx(scaled, abs=Decimal("0.0000005")), (dimensions, key)


@EACH
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.anyio
async def test_every_list_is_ordered_by_it(shop: TinyShop, book: Book, metric: str, direction: str) -> None:
    lists = (await shop.ask(LISTS, {"metric": metric, "direction": direction}))["sales"]
    for name, key, ranked in (("products", "product", products), ("customers", "customer", customers)):
        found = [next(iter(edge["node"][key].values())) for edge in lists[name]["edges"]]
        wanted = [next(iter(row[key].values())) for row in ranked(book, SalesFilter(), metric, direction)]
        assert found == wanted, name
    table = await shop.ask(EXPLORE, {"metric": metric, "dimensions": ["COUNTRY"], "direction": direction})
    assert [row["country"] for row in lists["byCountry"]] == [row[0] for row in table["sales"]["explore"]["rows"]]


@EACH
@pytest.mark.anyio
async def test_it_adds_up_over_parts_if_and_only_if_it_says_so(shop: TinyShop, metric: str) -> None:
    """Products share orders and customers here, so only what truly adds up does."""
    asked: list[Any] = [
        (await shop.ask(EXPLORE, {"metric": metric, "dimensions": dimensions}))["sales"]["explore"]["rows"]
        for dimensions in ([], ["PRODUCT"])
    ]
    (whole,), parts = asked
    total = sum(Decimal(part[-1]) for part in parts if part[-1] is not None)
    assert (total == Decimal(whole[-1])) is Metric[metric].value.additive
