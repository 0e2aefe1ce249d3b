"""The filter bar: days and countries, each in a popover of the browser's own (Escape and a click outside close it)."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

from typing import Any

import reflex as rx

from frontend.state.filter import FilterState

Text = str | rx.Var[str]
DAYS, COUNTRIES = "filter-days", "filter-countries"


def filter_bar() -> rx.Component:
    """Buttons that say the present filter and open its choices."""
    return rx.el.div(
        _opener(DAYS, "calendar", "Days", FilterState.range_label),
        _opener(COUNTRIES, "globe", "Countries", FilterState.country_label),
        rx.cond(
            FilterState.filtered,
            rx.el.button("Clear filter", type="button", class_name="button quiet", on_click=FilterState.clear),
        ),
        _days(),
        _countries(),
        class_name="filters",
        role="group",
        aria_label="Filter",
    )


def _opener(target: str, icon: str, name: str, value: Text) -> rx.Component:
    return rx.el.button(
        rx.icon(icon, size=15, aria_hidden=True),
        rx.el.span(f"{name}: ", class_name="unseen"),
        rx.el.span(value, class_name="opener-text", custom_attrs={"data-filter": target}),
        rx.icon("chevron-down", size=14, aria_hidden=True),
        type="button",
        class_name="button opener",
        style={"anchorName": f"--{target}"},
        custom_attrs={"popoverTarget": target},
    )


def _popover(name: str, label: str, *children: rx.Component) -> rx.Component:
    return rx.el.div(
        *children,
        id=name,
        class_name="popover",
        role="dialog",
        aria_label=label,
        style={"positionAnchor": f"--{name}"},
        custom_attrs={"popover": "auto"},
    )


def _closing(target: str) -> dict[str, str]:
    return {"popoverTarget": target, "popoverTargetAction": "hide"}


def _days() -> rx.Component:
    def preset(item: Any) -> rx.Component:
        return rx.el.button(
            item.label,
            type="button",
            class_name="choice",
            aria_pressed=item.active,
            on_click=FilterState.follow(item.query),  # type: ignore[operator]  # Reflex
            custom_attrs=_closing(DAYS),
        )

    return _popover(
        DAYS,
        "Days",
        rx.el.div(rx.foreach(FilterState.range_presets, preset), class_name="choices"),
        rx.el.form(
            _day_field("From", "from", FilterState.shown_start),
            _day_field("To", "to", FilterState.shown_end),
            rx.el.button("Apply", type="submit", class_name="button primary"),
            rx.cond(
                FilterState.range_error != "",
                rx.el.p(FilterState.range_error, class_name="problem", role="alert"),
            ),
            on_submit=FilterState.apply_range,
            class_name="popover-form",
            custom_attrs={"data-range": ""},
            key=f"days {FilterState.generation}",
        ),
    )


def _day_field(label: str, name: str, value: Text) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="field-label"),
        rx.el.input(
            type="date",
            name=name,
            default_value=value,
            min=FilterState.first_day,
            max=FilterState.last_day,
            class_name="input",
        ),
        class_name="field",
    )


def _countries() -> rx.Component:
    def option(item: Any) -> rx.Component:
        return rx.el.label(
            rx.el.input(
                type="checkbox",
                default_checked=item.chosen,
                on_change=FilterState.toggle(item.name),  # type: ignore[operator]  # Reflex
            ),
            rx.el.span(item.name),
            class_name="choice",
            key=item.name,
        )

    return _popover(
        COUNTRIES,
        "Countries",
        rx.el.input(
            type="search",
            placeholder="Search countries",
            aria_label="Search countries",
            class_name="input",
            on_change=FilterState.set_search,
            key=f"search {FilterState.generation}",
        ),
        rx.el.div(
            rx.foreach(FilterState.country_options, option),
            rx.cond(FilterState.country_options.length() == 0, rx.el.p("No country matches.", class_name="hint")),
            class_name="choices scroll",
            role="group",
            aria_label="Countries",
            key=f"options {FilterState.generation}",
        ),
        rx.el.div(
            rx.el.button(
                "All countries",
                type="button",
                class_name="button quiet",
                on_click=FilterState.all_countries,
                custom_attrs=_closing(COUNTRIES),
            ),
            rx.el.button(
                "Apply",
                type="button",
                class_name="button primary",
                on_click=FilterState.apply_countries,
                custom_attrs=_closing(COUNTRIES),
            ),
            class_name="popover-foot",
        ),
    )
