"""How many objects each list of the schema can return, for the cost of a query before it runs.

A field with an argument `first` returns that many, the edges of its connection as many; the table holds every other
list. Where a number depends on the data it is a typical one: cost tells cheap from dear.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graphql import GraphQLField, get_nullable_type, is_list_type

MAX_FIRST, MAX_HORIZON_DAYS = 1000, 365
# How many days are loaded is not known before asking: a filter with an open end counts for ten years, none for more.
LONGEST_DAYS = 3653
SHORTEST_DAYS = {"DAY": 1, "WEEK": 7, "MONTH": 28, "QUARTER": 90, "YEAR": 365}
BACKTESTS = 26


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands: how often it is answered, and what the fields around it settle for the lists below them."""

    times: int = 1
    page: int = 1
    days: int = LONGEST_DAYS
    horizon: int = MAX_HORIZON_DAYS
    granularity: str = "DAY"


def settled(place: Place, given: Mapping[str, Any]) -> Place:
    """The place as a field's arguments settle it for the field and what is below it."""
    if "filter" in given:
        place = replace(place, days=_days(given["filter"]))
    if "horizon" in given:
        place = replace(place, horizon=_count(given["horizon"], MAX_HORIZON_DAYS))
    if "granularity" in given:
        place = replace(place, granularity=str(given["granularity"]))
    return place


def size(name: str, definition: GraphQLField, given: Mapping[str, Any], place: Place) -> int | None:
    """How many objects a field returns each time, itself or by its edges; None for a field of a single object.

    name: of type and field, as in Sales.trend. given: the field's arguments. place: as they settle it.
    """
    if given.get("first") is not None:
        return _count(given["first"], MAX_FIRST)
    if is_edges(name):
        return place.page
    if name in SIZES or is_list(definition):
        known = SIZES.get(name, 1)
        return known if isinstance(known, int) else known(place)
    return None


def is_list(definition: GraphQLField) -> bool:
    """Whether a field's own value is a list."""
    return is_list_type(get_nullable_type(definition.type))


def is_edges(name: str) -> bool:
    """Whether a field is the list within a connection."""
    return name.endswith("Connection.edges")


def _buckets(place: Place) -> int:
    """As many calendar buckets as the filter's days can touch."""
    shortest = SHORTEST_DAYS.get(place.granularity, 1)
    return place.days if shortest == 1 else -(-place.days // shortest) + 1


def _horizon(place: Place) -> int:
    return place.horizon


def _backtest(place: Place) -> int:
    """Past horizons that do not overlap."""
    return min(place.horizon * BACKTESTS, place.days)


def _count(given: object, most: int) -> int:
    """A number as the client wrote it; what is none, or out of bounds, the field itself refuses."""
    return int(min(max(given, 1), most)) if isinstance(given, (int, float)) else most


def _days(given: object) -> int:
    """The days that a filter spans, as the client wrote it."""
    ends = [_day(given.get("from")), _day(given.get("to"))] if isinstance(given, Mapping) else []
    match ends:
        case [date() as first, date() as last]:
            return min(max((last - first).days + 1, 1), LONGEST_DAYS)
    return LONGEST_DAYS


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


SIZES: dict[str, int | Callable[[Place], int]] = {
    "Sales.trend": _buckets,
    "Sales.growth": _buckets,
    "Sales.cohorts": _buckets,
    "Sales.byHour": 24,
    "Sales.byWeekday": 7,
    "Sales.byCountry": 250,  # all there are, where `first` is left out
    "Sales.spendTiers": 4,
    "Sales.abcClasses": 3,
    "Sales.rfm": 11,
    "Sales.insights": 12,
    "Sales.anomalies": 100,
    "Sales.forecastRecord": 100,
    "Bridge.steps": 6,
    "ExploreTable.columns": 17,  # ten dimensions and seven measures, each once at most
    "Forecast.history": _buckets,
    "Forecast.points": _horizon,
    "ForecastPart.points": _horizon,
    "Backtest.points": _backtest,
    "Order.lines": 20,
    "Load.rejects": 10,
    "LoadPreview.columns": 9,
    "LoadPreview.sample": 10,
    "LoadPreview.warnings": 4,
    "QualityFinding.examples": 5,
    "RejectReason.examples": 3,
    "LoadPreview.mapping": 20,
    "LoadPreview.rejects": 10,
}

# Asked for all parents of a list in one statement, unless a cursor makes each parent's question its own.
BATCHED = frozenset({"Customer.orders", "Customer.rfm", "Order.lines"})
