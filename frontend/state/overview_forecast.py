"""The forecast card. It has a request of its own: a model not yet cached takes seconds, which no number waits for."""

# mypy: allow-untyped-calls, disable-error-code="attr-defined,name-defined"
# Plotly comes without types.

from datetime import date
from typing import Any

import plotly.graph_objects as go
import reflex as rx

from frontend import charts, queries
from frontend import format as show
from frontend.client import ApiError, SignedOut
from frontend.state.filter import FilterState
from frontend.state.session import SessionState

HORIZON_DAYS = 30
HISTORY_DAYS = 120
TOO_LITTLE = "Too little history within this filter to forecast from."


class ForecastState(rx.State):
    """Expected revenue of the next days under the present filter."""

    status: str = "loading"
    figure: go.Figure = go.Figure()
    summary: str = ""
    total: str = ""
    total_exact: str = ""
    score: str = ""
    reason: str = ""

    @rx.event(background=True)
    async def load(self) -> Any:
        """Ask for the forecast and show it, unless the filter has changed meanwhile."""
        async with self:
            chosen = await self.get_state(FilterState)
            asked = chosen.variables()["filter"]
            currency = chosen.currency
            self.status = "loading"
        answer = await self._ask(asked)
        async with self:
            chosen = await self.get_state(FilterState)
            if chosen.variables()["filter"] != asked:
                return
            if isinstance(answer, str):
                self.status, self.reason = "absent", answer
            else:
                self._show(answer, currency)

    async def _ask(self, chosen: dict[str, Any]) -> dict[str, Any] | str:
        """The forecast, or in words why there is none."""
        try:
            async with self:
                session = (await self.get_state(SessionState)).session()
            data = await session.query(queries.FORECAST, {"filter": chosen, "horizon": HORIZON_DAYS})
        except (ApiError, SignedOut) as error:
            return str(error)
        forecast = data["sales"] and data["sales"]["forecast"]
        return forecast if forecast and forecast["points"] else TOO_LITTLE

    def _show(self, forecast: dict[str, Any], currency: str) -> None:
        history = [point for point in forecast["history"] if point["actual"] is not None][-HISTORY_DAYS:]
        self.figure = charts.forecast(
            [charts.Bar(p["date"], p["actual"], _hover(p["date"], p["actual"], currency)) for p in history],
            [
                charts.Band(p["date"], p["value"], p["lower"], p["upper"], _band_hover(p, forecast["level"], currency))
                for p in forecast["points"]
            ],
            show.symbol(currency),
        )
        total = forecast["total"]
        self.status, self.reason = "ready", ""
        self.total = show.compact_money(total["value"], currency) if total else show.MISSING
        self.total_exact = show.money(total["value"], currency, 2) if total else ""
        self.summary = _summary(total, forecast["level"], currency)
        self.score = _score(forecast["backtest"], forecast["level"])


def _hover(day: str, value: float, currency: str) -> str:
    return f"<b>{show.day(date.fromisoformat(day))}</b><br>Revenue {show.money(value, currency, 2)}"


def _band_hover(point: dict[str, Any], level: float, currency: str) -> str:
    low, high = (show.money(point[bound], currency, 0) for bound in ("lower", "upper"))
    return (
        f"<b>{show.day(date.fromisoformat(point['date']))}</b><br>Expected {show.money(point['value'], currency, 0)}"
        f"<br>{show.percent(level, 0)} between {low} and {high}"
    )


def _summary(total: dict[str, Any] | None, level: float, currency: str) -> str:
    if not total:
        return f"in the next {HORIZON_DAYS} days"
    low, high = (show.compact_money(total[bound], currency) for bound in ("lower", "upper"))
    return f"in the next {HORIZON_DAYS} days, {show.percent(level, 0)} between {low} and {high}"


def _score(backtest: dict[str, Any] | None, level: float) -> str:
    if not backtest or backtest["wape"] is None:
        return "Too little history for a backtest."
    origins = "1 origin" if backtest["origins"] == 1 else f"{backtest['origins']} origins"
    text = f"Backtest over {origins} of {backtest['horizon']} days: error (WAPE) {show.percent(backtest['wape'])}"
    if backtest["baselineWape"] is not None:
        text += f", best simple baseline ({backtest['baseline']}) {show.percent(backtest['baselineWape'])}"
    if backtest["coverage"] is not None:
        text += f"; the {show.percent(level, 0)} band held {show.percent(backtest['coverage'], 0)} of the days"
    return f"{text}."
