"""The queries that the tests send, and the oracle's whole answer to each."""

from typing import Any

from tests.api.client import GraphQLClient
from tests.oracle.filters import SalesFilter, period
from tests.oracle.lists import by_country, customers, products
from tests.oracle.measures import by_hour, by_weekday, kpis
from tests.oracle.raw import Book
from tests.oracle.tiers import spend_tiers
from tests.oracle.trend import GRANULARITIES, growth, trend

KPIS = (
    "revenue returns netRevenue orders units lines customers newCustomers products countries "
    "averageOrderValue returnRate"
)
TREND = "start end complete revenue returns netRevenue orders units customers"
GROWTH = "start complete revenue previous change"
COUNTRY = "country revenue returns netRevenue orders customers units averageOrderValue share"
PRODUCT = "product { code name kind } revenue returns netRevenue units orders customers share cumulativeShare abcClass"
CUSTOMER = "customer { id country } revenue returns netRevenue orders units averageOrderValue share"
TIER = "tier customers averageRevenue averageOrders averageOrderValue revenueShare"
PAGE_INFO = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"

TRENDS = "\n".join(f"trend{name}: trend(granularity: {name}) {{ {TREND} }}" for name in GRANULARITIES)
GROWTHS = "\n".join(f"growth{name}: growth(granularity: {name}) {{ {GROWTH} }}" for name in GRANULARITIES)

EVERY_FIELD = f"""
fragment EveryField on Sales {{
  period {{ from to days complete }}
  kpis {{ {KPIS} }}
  {TRENDS}
  {GROWTHS}
  byHour {{ hour revenue orders units }}
  byWeekday {{ weekday revenue orders units }}
  byCountry {{ {COUNTRY} }}
  spendTiers {{ {TIER} }}
}}
"""
EVERYTHING = f"query Everything($filter: SalesFilter) {{ sales(filter: $filter) {{ ...EveryField }} }} {EVERY_FIELD}"
SALES_KPIS = f"query Kpis($filter: SalesFilter) {{ sales(filter: $filter) {{ kpis {{ {KPIS} }} }} }}"

BY_COUNTRY = f"""
query Countries($filter: SalesFilter, $first: Int, $orderBy: Metric! = REVENUE, $direction: SortDirection! = DESC) {{
  sales(filter: $filter) {{
    byCountry(first: $first, orderBy: $orderBy, direction: $direction) {{ {COUNTRY} }}
  }}
}}
"""

LIST = """
query List(
  $filter: SalesFilter, $first: Int! = 1000, $after: String, $search: String,
  $orderBy: Metric! = REVENUE, $direction: SortDirection! = DESC
) {
  sales(filter: $filter) {
    list: %s(first: $first, after: $after, search: $search, orderBy: $orderBy, direction: $direction) {
      totalCount %s edges { cursor node { %s } }
    }
  }
}
"""
LISTS = {
    "products": LIST % ("products", PAGE_INFO, PRODUCT),
    "customers": LIST % ("customers", PAGE_INFO, CUSTOMER),
}
ORACLE_LISTS = {"products": products, "customers": customers}


def everything(book: Book, sales_filter: SalesFilter) -> dict[str, Any]:
    """The oracle's answer to EVERY_FIELD."""
    return {
        "period": period(book, sales_filter),
        "kpis": kpis(book, sales_filter),
        **{f"trend{name}": trend(book, sales_filter, name) for name in GRANULARITIES},
        **{f"growth{name}": growth(book, sales_filter, name) for name in GRANULARITIES},
        "byHour": by_hour(book, sales_filter),
        "byWeekday": by_weekday(book, sales_filter),
        "byCountry": by_country(book, sales_filter),
        "spendTiers": spend_tiers(book, sales_filter),
    }


def pages(client: GraphQLClient, name: str, sales_filter: SalesFilter, **arguments: Any) -> list[dict[str, Any]]:
    """All pages of a list, each as the connection was sent; checks what every page says of itself."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        variables = {"filter": sales_filter.variables(), **arguments, "after": after}
        page = client.query(LISTS[name], variables)["sales"]["list"]
        cursors = [edge["cursor"] for edge in page["edges"]]
        info = page["pageInfo"]
        assert (info["startCursor"], info["endCursor"]) == ((cursors[0], cursors[-1]) if cursors else (None, None))
        assert len(cursors) == min(arguments.get("first", 1000), page["totalCount"] - sum(map(size, found)))
        found.append(page)
        assert info["hasNextPage"] == (sum(map(size, found)) < page["totalCount"])
        if not info["hasNextPage"]:
            assert found[0]["pageInfo"]["hasPreviousPage"] is False
            return found
        after = info["endCursor"]


def size(page: dict[str, Any]) -> int:
    return len(page["edges"])


def members(client: GraphQLClient, name: str, sales_filter: SalesFilter, **arguments: Any) -> list[dict[str, Any]]:
    """The nodes of all pages together."""
    return [edge["node"] for page in pages(client, name, sales_filter, **arguments) for edge in page["edges"]]
