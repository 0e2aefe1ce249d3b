"""Cards: a titled surface, and a key figure."""

import reflex as rx

from frontend.state.overview_numbers import Card


def card(title: rx.Component | str | rx.Var[str], *children: rx.Component, aside: rx.Var[str] | str = "", span: str = "") -> rx.Component:
    """A titled surface; `span` is its width in the grid: third, half, two-thirds or full."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title, class_name="card-title"),
            rx.el.span(aside, class_name="card-aside"),
            class_name="card-head",
        ),
        *children,
        class_name=f"card {span}",
    )


def figure_card(item: rx.Var[Card]) -> rx.Component:
    """One key figure: short, exact on hover, its change in words."""
    return rx.el.div(
        rx.el.dt(item.label, class_name="kpi-label"),
        rx.el.dd(
            rx.el.span(item.value, class_name="kpi-value", title=item.exact, custom_attrs={"data-kpi": item.key}),
            rx.el.span(
                rx.cond(item.change != "", rx.el.span(item.change, class_name=f"change {item.tone}")),
                rx.el.span(item.note, class_name="kpi-note"),
                class_name="kpi-foot",
            ),
        ),
        class_name="card kpi",
    )
