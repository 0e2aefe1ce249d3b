"""The real file's reference values, exactly, as a client reads them from the running product."""

from typing import Any

from tests.api.client import GraphQLClient
from tests.api.documents import members
from tests.oracle.filters import SalesFilter

SALES = """
query Reference($filter: SalesFilter) {
  sales(filter: $filter) {
    period { from to complete }
    kpis { revenue returns netRevenue orders units lines customers newCustomers products countries }
    trend(granularity: MONTH) { start revenue orders complete }
    byHour { hour orders }
    byWeekday { weekday orders }
    byCountry(first: 4) { country revenue }
    products(first: 3) { edges { node { product { code } revenue } } }
    customers(first: 1) { edges { node { customer { id } revenue orders } } }
    spendTiers { tier customers }
  }
}
"""


def reference(client: GraphQLClient, sales_filter: dict[str, Any] | None = None) -> dict[str, Any]:
    answer: dict[str, Any] = client.query(SALES, {"filter": sales_filter})["sales"]
    return answer


def test_everything(real_client: GraphQLClient) -> None:
    sales = reference(real_client)
    assert sales["period"] == {"from": "2010-12-01", "to": "2011-12-09", "complete": True}
    assert sales["kpis"] == {
        "revenue": "10666684.544",
        "returns": "-896812.49",
        "netRevenue": "9769872.054",
        "orders": 19_960,
        "units": 5_588_376.0,
        "lines": 530_104,
        "customers": 4_338,
        "newCustomers": 4_338,
        "products": 3_812,
        "countries": 38,
    }
    months = sales["trend"]
    assert months[0] == {"start": "2010-12-01", "revenue": "823746.14", "orders": 1_559, "complete": True}
    assert months[-2] == {"start": "2011-11-01", "revenue": "1509496.33", "orders": 2_769, "complete": True}
    assert months[-1] == {"start": "2011-12-01", "revenue": "638792.68", "orders": 819, "complete": False}
    assert next(point["orders"] for point in sales["byHour"] if point["hour"] == 12) == 3_219
    assert [point["weekday"] for point in sales["byWeekday"] if point["orders"] == 0] == [6]
    assert {tier["tier"]: tier["customers"] for tier in sales["spendTiers"]} == {
        "VIP": 275,
        "HIGH": 628,
        "MEDIUM": 1_673,
        "LOW": 1_762,
    }


def test_top_lists(real_client: GraphQLClient) -> None:
    sales = reference(real_client)
    assert sales["byCountry"] == [
        {"country": "United Kingdom", "revenue": "9025222.084"},
        {"country": "Netherlands", "revenue": "285446.34"},
        {"country": "EIRE", "revenue": "283453.96"},
        {"country": "Germany", "revenue": "228867.14"},
    ]
    assert sales["customers"]["edges"] == [
        {"node": {"customer": {"id": "14646"}, "revenue": "280206.02", "orders": 73}}
    ]
    assert sales["products"]["edges"][0] == {"node": {"product": {"code": "DOT"}, "revenue": "206248.77"}}
    merchandise = reference(real_client, {"productKind": "MERCHANDISE"})["products"]["edges"]
    assert merchandise == [
        {"node": {"product": {"code": "22423"}, "revenue": "174484.74"}},
        {"node": {"product": {"code": "23843"}, "revenue": "168469.60"}},
        {"node": {"product": {"code": "85123A"}, "revenue": "106471.28"}},
    ]


def test_filtered(real_client: GraphQLClient) -> None:
    kpis = reference(real_client, {"from": "2011-03-10", "to": "2011-06-20", "countries": ["Germany", "France"]})[
        "kpis"
    ]
    assert [kpis[name] for name in ("revenue", "orders", "customers", "units", "products")] == [
        "110375.64",
        203,
        91,
        58_726.0,
        1_050,
    ]


def test_members_with_returns_only(real_client: GraphQLClient) -> None:
    for name, sold, returned in (("customers", 4_338, 33), ("products", 3_812, 16)):
        found = members(real_client, name, SalesFilter())
        assert (len(found), sum(member["orders"] == 0 for member in found)) == (sold + returned, returned)


def test_dataset(real_client: GraphQLClient) -> None:
    dataset = real_client.query("{ dataset { from to countries orders lines currency } }")["dataset"]
    assert len(dataset.pop("countries")) == 38
    assert dataset == {
        "from": "2010-12-01",
        "to": "2011-12-09",
        "orders": 23_796,
        "lines": 539_392,
        "currency": "GBP",
    }


def test_the_giant_order_was_cancelled(real_client: GraphQLClient) -> None:
    document = '{ order(number: "581483") { placedAt revenue units cancelled customer { id } } }'
    assert real_client.query(document)["order"] == {
        "placedAt": "2011-12-09T09:15:00",
        "revenue": "168469.60",
        "units": 80_995.0,
        "cancelled": True,
        "customer": {"id": "16446"},
    }
