"""The Overview's state: what its cards, tables and charts show, as the last answer had it."""

# mypy: allow-untyped-calls, disable-error-code="attr-defined,name-defined"
# Plotly comes without types.

from datetime import date, datetime
from typing import Any

import plotly.graph_objects as go
import reflex as rx

from frontend import format as show
from frontend import queries
from frontend.client import ApiError, SignedOut
from frontend.state.filter import FilterState
from frontend.state.overview_figures import by_hour, by_weekday, trend
from frontend.state.overview_forecast import ForecastState
from frontend.state.overview_numbers import Card, Rank, Tier, cards, countries, customers, products, tier_bounds, tiers
from frontend.state.session import SessionState

LOADING, READY, EMPTY, NO_DATA, FAILED = "loading", "ready", "empty", "no-data", "failed"


class OverviewState(rx.State):
    """Everything the Overview shows but the forecast."""

    status: str = LOADING
    busy: bool = False
    error: str = ""
    cards: rx.Field[list[Card]] = rx.field(default_factory=list)
    countries: rx.Field[list[Rank]] = rx.field(default_factory=list)
    products: rx.Field[list[Rank]] = rx.field(default_factory=list)
    customers: rx.Field[list[Rank]] = rx.field(default_factory=list)
    tiers: rx.Field[list[Tier]] = rx.field(default_factory=list)
    tier_bounds: str = ""
    products_total: str = ""
    customers_total: str = ""
    trend: go.Figure = go.Figure()
    hours: go.Figure = go.Figure()
    weekdays: go.Figure = go.Figure()
    trend_title: str = "Revenue"
    trend_label: str = ""
    trend_note: str = ""
    compared_with: str = ""
    as_of: str = ""
    view: str = ""
    """The filter, as the address has it, whose numbers are shown."""

    @rx.event
    async def load(self) -> Any:
        """Read the filter from the address and ask for everything it selects in one request."""
        session = await self.get_state(SessionState)
        chosen = await self.get_state(FilterState)
        chosen.read_address()
        self.busy = True
        yield
        try:
            if not chosen.first_day:  # before the first page: the bucket size hangs on the data's days
                chosen.read_dataset((await session.query(queries.DATASET))["dataset"])
            asked = chosen.variables()
            data = await session.query(queries.OVERVIEW, asked)
        except SignedOut as error:
            self.reset()
            session.to_login(error)
            return
        except ApiError as error:
            self.status, self.error, self.busy = FAILED, str(error), False
            return
        self._show(data, chosen, asked["granularity"])
        if self.status == READY:
            yield ForecastState.load

    def _show(self, data: dict[str, Any], chosen: FilterState, granularity: str) -> None:
        dataset, sales = data["dataset"], data["sales"]
        chosen.read_dataset(dataset)
        self.busy, self.error, self.view = False, "", self.router.url.query
        self.as_of = _as_of(dataset)
        if sales is None or not dataset["lines"]:
            self.status = NO_DATA
            return
        self.status = READY if sales["kpis"]["lines"] or float(sales["kpis"]["returns"]) else EMPTY
        currency = dataset["currency"]
        previous = data.get("previous") or {"period": {"complete": False}}
        then = previous["kpis"] if previous["period"]["complete"] else None
        self.cards = cards(sales["kpis"], then, currency)
        self.compared_with = f"Changes against the {sales['period']['days']} days before" if then else ""
        self.countries = countries(sales["byCountry"], currency)
        self.products, self.products_total = products(sales["products"], currency)
        self.customers, self.customers_total = customers(sales["customers"], currency)
        self.tier_bounds = tier_bounds(currency)
        self.tiers = tiers(sales["spendTiers"], currency)
        self.trend_title = f"Revenue by {granularity.lower()}"
        self.trend_label = f"{self.trend_title}, {chosen.range_label}, {chosen.country_label}"
        self.trend_note = "" if all(point["complete"] for point in sales["trend"]) else "Hatched: incomplete"
        self.trend = trend(sales["trend"], granularity, currency)
        self.hours = by_hour(sales["byHour"], currency)
        self.weekdays = by_weekday(sales["byWeekday"], currency)


def _as_of(dataset: dict[str, Any]) -> str:
    if not dataset["to"]:
        return "No data loaded"
    parts = [f"Data to {show.day(date.fromisoformat(dataset['to']))}"]
    if dataset["loadedAt"]:
        loaded = datetime.fromisoformat(dataset["loadedAt"])
        parts.append(f"loaded {show.day(loaded.date())} {loaded:%H:%M} {loaded.tzname() or ''}".strip())
    return " \N{MIDDLE DOT} ".join([*parts, f"version {dataset['version']}"])
