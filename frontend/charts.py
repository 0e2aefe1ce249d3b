"""The charts: a few figure builders over one theme, coloured by the page's light or dark template."""

# mypy: allow-untyped-calls, disable-error-code="attr-defined,name-defined"
# Plotly comes without types.

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

from frontend.tokens import DARK, FONT, LIGHT, Palette

pio.templates.default = "none"

HATCH = "/"
DAY_TICKS, MONTH_TICKS = "%-d %b\n%Y", "%b\n%Y"
DAY_TICKS_UP_TO_DAYS = 190
DAY_TICKS_SHOWN, MONTH_TICKS_SHOWN = 5, 9
WEEK_MILLISECONDS = 7 * 86_400_000
PERIODS = {"MONTH": "M1"}


@dataclass(frozen=True)
class Bar:
    """One bar: position, height, lines shown on hover, and whether its period is complete."""

    x: Any
    y: float
    hover: str
    complete: bool = True
    label: str = ""


@dataclass(frozen=True)
class Band:
    """One forecast day: expected value with the bounds of its band."""

    x: str
    y: float
    lower: float
    upper: float
    hover: str


def template(palette: Palette) -> go.layout.Template:
    """The theme: quiet axes, no frame, the accent first; everything a builder leaves unsaid comes from here."""
    axis = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        "automargin": True,
        "tickangle": 0,
        "tickfont": {"color": palette.muted, "size": 12},
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 12, "color": palette.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": [palette.accent, palette.second, palette.muted],
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "showlegend": False,
            "dragmode": False,
            "bargap": 0.25,
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": palette.raised,
                "bordercolor": palette.line,
                "font": {"family": FONT, "size": 12, "color": palette.text},
                "align": "left",
            },
            "xaxis": {**axis, "ticklabelstandoff": 6},
            "yaxis": {**axis, "showgrid": True, "gridcolor": palette.grid, "rangemode": "tozero", "nticks": 5},
            "annotationdefaults": {"font": {"color": palette.muted, "size": 12}, "showarrow": False},
        },
    )


TEMPLATES = (template(LIGHT), template(DARK))


def bars(points: Sequence[Bar], prefix: str = "", granularity: str | None = None) -> go.Figure:
    """Bars over buckets of time or names; incomplete buckets are hatched. `prefix` stands before axis values."""
    trace = go.Bar(
        x=[point.x for point in points],
        y=[point.y for point in points],
        text=[point.label for point in points] if any(point.label for point in points) else None,
        textposition="outside" if any(point.label for point in points) else None,
        textfont={"size": 11},
        constraintext="none",
        cliponaxis=False,
        hovertext=[point.hover for point in points],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={
            "pattern": {
                "shape": ["" if point.complete else HATCH for point in points],
                "size": 6,
                "solidity": 0.35,
                "fillmode": "overlay",
            },
        },
        xperiod=PERIODS.get(granularity or ""),
        xperiodalignment="middle" if granularity in PERIODS else None,
    )
    figure = go.Figure(trace)
    figure.update_yaxes(tickprefix=prefix, tickformat="~s")
    if granularity:
        _date_axis(figure, [point.x for point in points], granularity)
    else:
        figure.update_xaxes(type="category")
    return figure


def _date_axis(figure: go.Figure, days: Sequence[str], granularity: str = "DAY") -> None:
    """Name days over a short span and months over a long one; the year stands once below."""
    span = (date.fromisoformat(days[-1]) - date.fromisoformat(days[0])).days if days else 0
    short = span <= DAY_TICKS_UP_TO_DAYS and granularity != "MONTH"
    if short:
        figure.update_xaxes(type="date", tickformat=DAY_TICKS, nticks=DAY_TICKS_SHOWN)
    else:
        figure.update_xaxes(type="date", tickformat=MONTH_TICKS, nticks=MONTH_TICKS_SHOWN)
    if short and granularity == "WEEK":  # left alone, Plotly names Sundays under bars that begin on Mondays
        figure.update_xaxes(tick0=days[0], dtick=-(-len(days) // DAY_TICKS_SHOWN) * WEEK_MILLISECONDS)


def labelled(points: Sequence[Bar]) -> go.Figure:
    """A few bars that carry their own value and need no value axis."""
    figure = bars(points)
    figure.update_yaxes(visible=False)
    figure.update_layout(margin={"t": 24})
    return figure


def forecast(history: Sequence[Bar], band: Sequence[Band], prefix: str = "") -> go.Figure:
    """Past values as a line, expected values as a second line inside their band, each named at the line."""
    days = [point.x for point in band]
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    figure = go.Figure(
        [
            go.Scatter(
                x=[point.x for point in history],
                y=[point.y for point in history],
                mode="lines",
                line={"width": 1.5},
                hovertext=[point.hover for point in history],
                hovertemplate="%{hovertext}<extra></extra>",
            ),
            go.Scatter(
                x=days,
                y=[point.y for point in band],
                mode="lines",
                line={"width": 2, "dash": "dot"},
                hovertext=[point.hover for point in band],
                hovertemplate="%{hovertext}<extra></extra>",
            ),
            go.Scatter(x=days, y=[point.lower for point in band], **edge),
            go.Scatter(
                x=days, y=[point.upper for point in band], fill="tonexty", fillcolor="rgba(200,120,40,0.18)", **edge
            ),
        ]
    )
    figure.update_yaxes(tickprefix=prefix, tickformat="~s")
    _date_axis(figure, [*(point.x for point in history), *days])
    if history and band:
        figure.add_annotation(x=history[len(history) // 2].x, y=1, yref="paper", yanchor="bottom", text="Actual")
        figure.add_annotation(x=band[len(band) // 2].x, y=1, yref="paper", yanchor="bottom", text="Forecast")
        figure.update_layout(margin={"t": 24})
    return figure
