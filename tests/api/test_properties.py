"""Properties that hold under any filter, on filters that hypothesis makes up."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.cases import days_of
from tests.api.comparison import assert_same
from tests.api.conftest import ODD_AND_LARGE, Shop
from tests.api.documents import EVERYTHING, ORACLE_LISTS, everything, members
from tests.oracle.filters import SalesFilter
from tests.oracle.lists import METRICS
from tests.oracle.raw import Book
from tests.oracle.trend import GRANULARITIES, bucket_start

MONEY = ("revenue", "returns", "netRevenue")
ADDITIVE = (*MONEY, "orders", "units")
few = settings(suppress_health_check=list(HealthCheck))


@st.composite
def filters(draw: st.DrawFn, book: Book) -> SalesFilter:
    """Any mixture of the filter's fields; days up to two months outside the data."""
    first, last = days_of(book)
    days = st.dates(first - timedelta(days=60), last + timedelta(days=60))
    start, end = draw(st.none() | days), draw(st.none() | days)
    if start and end and start > end:
        start, end = end, start

    def some(column: str, most: int) -> tuple[str, ...] | None:
        known = st.sampled_from(sorted(book.lines[column].drop_nulls().unique()))
        chosen = draw(st.none() | st.none() | st.lists(known, min_size=1, max_size=most, unique=True))
        return chosen and tuple(chosen)

    kind = draw(st.sampled_from([None, None, "MERCHANDISE", "SERVICE"]))
    return SalesFilter(start, end, some("country", 5), some("product", 40), some("customer", 40), kind)


@st.composite
def windows(draw: st.DrawFn, book: Book) -> SalesFilter:
    """Up to ten days, so that whole lists stay short."""
    first, last = days_of(book)
    start = draw(st.dates(first, last - timedelta(days=10)))
    return SalesFilter(start, start + timedelta(days=draw(st.integers(0, 9))))


def everything_of(shop: Shop, sales_filter: SalesFilter) -> dict[str, Any]:
    answer: dict[str, Any] = shop.client.query(EVERYTHING, {"filter": sales_filter.variables()})["sales"]
    return answer


def summed(points: list[dict[str, Any]], name: str) -> Decimal:
    return sum((Decimal(str(point[name])) for point in points), Decimal(0))


@few
@given(data=st.data())
def test_any_filter(shop: Shop, data: st.DataObject) -> None:
    sales_filter = data.draw(filters(shop.book))
    assert_same(everything(shop.book, sales_filter), everything_of(shop, sales_filter), f"{shop.name}, {sales_filter}")


@few
@given(data=st.data())
def test_any_list(shop: Shop, data: st.DataObject) -> None:
    sales_filter = data.draw(filters(shop.book))
    name, metric = data.draw(st.sampled_from(sorted(ORACLE_LISTS))), data.draw(st.sampled_from(sorted(METRICS)))
    direction = data.draw(st.sampled_from(["ASC", "DESC"]))
    search = data.draw(st.none() | st.sampled_from(["1", "23", "E", "set", "a b"]))
    got = members(shop.client, name, sales_filter, orderBy=metric, direction=direction, search=search)
    expected = ORACLE_LISTS[name](shop.book, sales_filter, metric, direction, search)
    assert_same(expected, got, f"{shop.name}, {name} by {metric} {direction}, search {search!r}, {sales_filter}")


@ODD_AND_LARGE
@few
@given(data=st.data())
def test_parts_add_up(shop: Shop, data: st.DataObject) -> None:
    """Countries, buckets, hours and weekdays each add up to the KPIs; buckets add up from their days."""
    sales = everything_of(shop, data.draw(filters(shop.book)))
    whole = {name: Decimal(str(sales["kpis"][name])) for name in ADDITIVE}
    for part in ("byCountry", *(f"trend{name}" for name in GRANULARITIES)):
        assert {name: summed(sales[part], name) for name in ADDITIVE} == whole, part
    for part in ("byHour", "byWeekday"):
        for name in ("revenue", "orders", "units"):
            assert summed(sales[part], name) == whole[name], part
    for granularity in GRANULARITIES:
        for point in sales[f"trend{granularity}"]:
            days = [day for day in sales["trendDAY"] if point["start"] <= day["start"] <= point["end"]]
            assert [summed(days, name) for name in ADDITIVE] == [Decimal(str(point[name])) for name in ADDITIVE]


@ODD_AND_LARGE
@few
@given(data=st.data())
def test_lists_add_up(shop: Shop, data: st.DataObject) -> None:
    """Products carry every line, so their money adds up; shares to one and cumulative shares to one."""
    sales_filter = data.draw(windows(shop.book))
    found = members(shop.client, "products", sales_filter)
    totals = everything_of(shop, sales_filter)["kpis"]
    for name in (*MONEY, "units"):
        assert summed(found, name) == Decimal(str(totals[name])), name
    if Decimal(totals["revenue"]):
        assert abs(sum(member["share"] for member in found) - 1) < 1e-9
        assert abs(max(member["cumulativeShare"] for member in found) - 1) < 1e-9


@ODD_AND_LARGE
@few
@given(data=st.data())
def test_pages_of_any_size(shop: Shop, data: st.DataObject) -> None:
    """Pages of any size concatenate to the whole list, whatever its order, its search and its ties."""
    name, metric = data.draw(st.sampled_from(sorted(ORACLE_LISTS))), data.draw(st.sampled_from(sorted(METRICS)))
    arguments = {
        "orderBy": metric,
        "direction": data.draw(st.sampled_from(["ASC", "DESC"])),
        "search": data.draw(st.none() | st.sampled_from(["1", "2", "A"])),
    }
    sales_filter = data.draw(windows(shop.book))
    size = data.draw(st.integers(7, 120))
    whole = members(shop.client, name, sales_filter, **arguments)
    assert_same(whole, members(shop.client, name, sales_filter, **arguments, first=size), f"{shop.name}, {name}")


@ODD_AND_LARGE
def test_days_and_months_meet(shop: Shop) -> None:
    """Every bucket of the unfiltered trend is what the same days give as a filter."""
    sales = everything_of(shop, SalesFilter())
    for granularity in ("MONTH", "WEEK"):
        for point in sales[f"trend{granularity}"][1:-1:5]:
            days = [day["start"] for day in sales["trendDAY"] if bucket_of(day["start"], granularity) == point["start"]]
            window = {"filter": {"from": days[0], "to": days[-1]}}
            kpis = shop.client.query(EVERYTHING, window)["sales"]["kpis"]
            assert {name: kpis[name] for name in (*ADDITIVE, "customers")} == {
                name: point[name] for name in (*ADDITIVE, "customers")
            }


def bucket_of(day: str, granularity: str) -> str:
    return bucket_start(date.fromisoformat(day), granularity).isoformat()
