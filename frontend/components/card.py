"""Cards: a titled surface, and a key figure."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

from typing import Any

import reflex as rx

Text = str | rx.Var[str]


def card(title: Text, *children: rx.Component, aside: Text = "", span: str = "") -> rx.Component:
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


def figure_card(item: Any) -> rx.Component:
    """One key figure (a Card in a foreach): short, exact on hover, its change in words."""
    return rx.el.div(
        rx.el.dt(item.label, class_name="kpi-label"),
        rx.el.dd(
            rx.el.span(
                item.value, class_name=f"kpi-value {item.size}", title=item.exact, custom_attrs={"data-kpi": item.key}
            ),
            rx.el.span(
                rx.cond(item.change != "", rx.el.span(item.change, class_name=f"change {item.tone}")),
                rx.el.span(item.note, class_name="kpi-note"),
                class_name="kpi-foot",
            ),
        ),
        class_name="card kpi",
    )
