"""The figures hold what they were given and leave colours to the theme."""

# ruff: noqa: RUF001 -- the true minus sign and the dash are what is shown

import json

from frontend import charts
from frontend.state.overview_figures import by_hour, by_weekday, trend
from frontend.tokens import DARK, LIGHT


def as_json(figure: charts.go.Figure) -> dict[str, object]:
    decoded: dict[str, object] = json.loads(figure.to_json())
    return decoded


def test_incomplete_bars_are_hatched() -> None:
    points = [charts.Bar("2011-01-01", 1.0, "a"), charts.Bar("2011-02-01", 2.0, "b", complete=False)]
    figure = charts.bars(points, "£", "MONTH")
    assert list(figure.data[0].marker.pattern.shape) == ["", charts.HATCH]
    assert list(figure.data[0].y) == [1.0, 2.0]
    assert figure.layout.yaxis.tickprefix == "£"


def test_figures_stay_small_and_carry_no_colour_of_their_own() -> None:
    points = [
        {
            "start": f"2011-01-{day:02d}",
            "end": f"2011-01-{day:02d}",
            "complete": True,
            "revenue": "100.50",
            "returns": "-1.00",
            "netRevenue": "99.50",
            "orders": 3,
            "customers": 2,
        }
        for day in range(1, 32)
    ]
    figure = trend(points, "DAY", "GBP")
    assert len(figure.to_json()) < 12_000
    assert figure.data[0].marker.color is None
    assert "Returns −£1.00" in figure.data[0].hovertext[0]


def test_a_day_without_sales_has_a_label_that_says_so() -> None:
    week = [{"weekday": n, "revenue": "0.00" if n == 6 else "10.00", "orders": 0 if n == 6 else 1} for n in range(1, 8)]
    figure = by_weekday(week, "GBP")
    assert list(figure.data[0].x) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert figure.data[0].text[5] == "none"


def test_hours_run_from_the_first_to_the_last_sale() -> None:
    hours = [{"hour": h, "revenue": "5.00" if h in (9, 12) else "0.00", "orders": int(h in (9, 12))} for h in range(24)]
    assert list(by_hour(hours, "GBP").data[0].x) == ["09", "10", "11", "12"]
    assert list(by_hour([{**point, "orders": 0} for point in hours], "GBP").data[0].x) == []


def test_the_forecast_draws_history_expectation_and_band() -> None:
    history = [charts.Bar(f"2011-01-{day:02d}", float(day), "") for day in range(1, 11)]
    band = [charts.Band(f"2011-01-{day:02d}", 5.0, 3.0, 8.0, "") for day in range(11, 16)]
    figure = charts.forecast(history, band, "£")
    assert [len(trace.x) for trace in figure.data] == [10, 5, 5, 5]
    assert list(figure.data[2].y) == [3.0] * 5
    assert figure.data[3].fill == "tonexty"
    assert [note.text for note in figure.layout.annotations] == ["Actual", "Forecast"]
    assert as_json(charts.forecast([], []))["data"]


def test_both_themes_have_their_own_template() -> None:
    light, dark = charts.TEMPLATES
    assert light.layout.colorway[0] == LIGHT.accent
    assert dark.layout.colorway[0] == DARK.accent
