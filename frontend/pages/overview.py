"""The Overview: what was sold, to whom, what, where and when, and what is next."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

import reflex as rx

from frontend.components.card import card, figure_card
from frontend.components.chart import chart
from frontend.components.filter_bar import filter_bar
from frontend.components.notice import notice, skeletons
from frontend.components.ranking import ranking, tier_table
from frontend.components.shell import shell
from frontend.state.filter import FilterState
from frontend.state.overview import EMPTY, FAILED, LOADING, NO_DATA, OverviewState
from frontend.state.overview_forecast import ForecastState


def overview() -> rx.Component:
    """The page in whichever state the last answer put it."""
    return shell(
        "/",
        rx.el.div(
            rx.el.h1("Overview", class_name="page-title"),
            filter_bar(),
            class_name="page-head",
        ),
        rx.match(
            OverviewState.status,
            (LOADING, skeletons(8, ("half", "half", "third", "third", "third"))),
            (
                FAILED,
                notice(
                    "The numbers could not be loaded", OverviewState.error, "Try again", OverviewState.load, alarm=True
                ),
            ),
            (NO_DATA, notice("No data yet", "Load a file with `sales load FILE`, then open this page again.")),
            (
                EMPTY,
                notice(
                    "Nothing was sold within this filter",
                    "Choose other days or countries, or take the filter away.",
                    "Clear filter",
                    FilterState.clear,
                ),
            ),
            _numbers(),
        ),
        footer=rx.el.span(OverviewState.as_of),
    )


def _numbers() -> rx.Component:
    return rx.el.div(
        rx.el.dl(rx.foreach(OverviewState.cards, figure_card), class_name="kpis"),
        rx.cond(OverviewState.compared_with != "", rx.el.p(OverviewState.compared_with, class_name="hint compared")),
        rx.el.div(
            card(
                OverviewState.trend_title,
                chart("trend", OverviewState.trend, OverviewState.trend_label, "large"),
                aside=OverviewState.trend_note,
                span="half",
            ),
            _forecast(),
            card(
                "Countries",
                ranking(OverviewState.countries, "Country", "countries", FilterState.only_country),
                span="third",
            ),
            card(
                "Top products",
                ranking(OverviewState.products, "Product", "products"),
                aside=OverviewState.products_total,
                span="third",
            ),
            card(
                "Top customers",
                ranking(OverviewState.customers, "Customer", "customers"),
                aside=OverviewState.customers_total,
                span="third",
            ),
            card("By weekday", chart("weekday", OverviewState.weekdays, "Revenue by weekday"), span="third"),
            card("By hour", chart("hour", OverviewState.hours, "Revenue by hour of the day"), span="third"),
            card(
                "Customers by spend",
                tier_table(OverviewState.tiers),
                rx.el.p(OverviewState.tier_bounds, class_name="hint"),
                span="third",
            ),
            class_name="grid",
        ),
        class_name=rx.cond(OverviewState.busy, "numbers busy", "numbers"),
        aria_busy=OverviewState.busy,
        custom_attrs={"data-view": OverviewState.view},
    )


def _forecast() -> rx.Component:
    return card(
        "Forecast",
        rx.match(
            ForecastState.status,
            (
                "ready",
                rx.el.div(
                    rx.el.p(
                        rx.el.span(
                            ForecastState.total,
                            class_name="kpi-value",
                            title=ForecastState.total_exact,
                            custom_attrs={"data-kpi": "forecast"},
                        ),
                        rx.el.span(ForecastState.summary, class_name="kpi-note"),
                        class_name="forecast-total",
                    ),
                    chart("forecast", ForecastState.figure, "Expected revenue of the next 30 days", "medium"),
                    rx.el.p(ForecastState.score, class_name="hint", custom_attrs={"data-forecast": "score"}),
                ),
            ),
            ("absent", rx.el.p(ForecastState.reason, class_name="hint")),
            rx.el.div(
                rx.el.span("Fitting the forecast", class_name="unseen", role="status"),
                rx.el.div(class_name="skeleton chart large", aria_hidden=True),
            ),
        ),
        aside="30 days, revenue",
        span="half",
    )
