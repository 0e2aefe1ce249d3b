"""What stands in place of numbers: skeletons while loading, and a way on when there is nothing or it failed."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

from typing import Any

import reflex as rx


def notice(
    title: str, text: str | rx.Var[str], action: str = "", on_action: Any = None, alarm: bool = False
) -> rx.Component:
    """A short message with at most one way on."""
    return rx.el.div(
        rx.el.h2(title, class_name="notice-title"),
        rx.el.p(text, class_name="notice-text"),
        *([rx.el.button(action, type="button", class_name="button primary", on_click=on_action)] if action else []),
        class_name="card notice",
        role="alert" if alarm else "status",
    )


def skeletons(figures: int, cards: tuple[str, ...]) -> rx.Component:
    """Grey surfaces in the shape of what is to come: key figures, then cards of the given widths."""
    return rx.el.div(
        rx.el.span("Loading", class_name="unseen", role="status"),
        rx.el.div(
            rx.el.div(*(rx.el.div(class_name="skeleton kpi") for _ in range(figures)), class_name="kpis"),
            rx.el.div(*(rx.el.div(class_name=f"skeleton tall {span}") for span in cards), class_name="grid"),
            aria_hidden=True,
        ),
    )
