"""The Overview's charts, from the API's answer to figures."""

# mypy: allow-untyped-calls, disable-error-code="attr-defined,name-defined"
# Plotly comes without types.

from datetime import date
from typing import Any

import plotly.graph_objects as go

from frontend import charts
from frontend import format as show


def trend(points: list[dict[str, Any]], granularity: str, currency: str) -> go.Figure:
    """Revenue by bucket; an incomplete bucket is hatched and says so."""
    bars = [
        charts.Bar(point["start"], float(point["revenue"]), _bucket(point, granularity, currency), point["complete"])
        for point in points
    ]
    return charts.bars(bars, show.symbol(currency), granularity)


def _bucket(point: dict[str, Any], granularity: str, currency: str) -> str:
    start, end = date.fromisoformat(point["start"]), date.fromisoformat(point["end"])
    name = f"{start:%B %Y}" if granularity == "MONTH" else show.days(start, end)
    lines = [
        f"<b>{name}</b>{'' if point['complete'] else ', incomplete'}",
        f"Revenue {show.money(point['revenue'], currency, 2)}",
        f"Returns {show.money(point['returns'], currency, 2)}",
        f"Net {show.money(point['netRevenue'], currency, 2)}",
        f"{show.count(point['orders'])} orders, {show.count(point['customers'])} customers",
    ]
    return "<br>".join(lines)


def by_hour(points: list[dict[str, Any]], currency: str) -> go.Figure:
    """Revenue by hour of the day, from the first to the last hour with a sale."""
    sold = [point["hour"] for point in points if point["orders"]]
    shown = [point for point in points if sold and min(sold) <= point["hour"] <= max(sold)]
    bars = [
        charts.Bar(
            f"{point['hour']:02d}",
            float(point["revenue"]),
            f"<b>{point['hour']:02d}:00 to {point['hour']:02d}:59</b><br>{show.money(point['revenue'], currency, 2)}"
            f"<br>{show.count(point['orders'])} orders",
        )
        for point in shown
    ]
    return charts.bars(bars, show.symbol(currency))


def by_weekday(points: list[dict[str, Any]], currency: str) -> go.Figure:
    """Revenue by weekday, each bar with its amount."""
    bars = [
        charts.Bar(
            show.WEEKDAYS[point["weekday"] - 1],
            float(point["revenue"]),
            f"<b>{show.WEEKDAYS[point['weekday'] - 1]}</b><br>{show.money(point['revenue'], currency, 2)}"
            f"<br>{show.count(point['orders'])} orders",
            label=show.short_money(point["revenue"], currency) if point["orders"] else "none",
        )
        for point in points
    ]
    return charts.labelled(bars)
