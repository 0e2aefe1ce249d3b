"""What stands in place of numbers: skeletons while loading, and a way on when there is nothing or it failed."""

from typing import Any

import reflex as rx


def notice(title: str, text: rx.Var[str] | str, action: str = "", on_action: Any = None, alarm: bool = False) -> rx.Component:
    """A short message with at most one way on."""
    return rx.el.div(
        rx.el.h2(title, class_name="notice-title"),
        rx.el.p(text, class_name="notice-text"),
        rx.el.button(action, type="button", class_name="button primary", on_click=on_action) if action else rx.fragment(),
        class_name="card notice",
        role="alert" if alarm else "status",
    )


def skeletons(*classes: str) -> rx.Component:
    """Grey surfaces in the shape of what is to come."""
    return rx.el.div(
        rx.el.span("Loading", class_name="unseen", role="status"),
        *(rx.el.div(class_name=f"skeleton {name}", aria_hidden=True) for name in classes),
        class_name="grid",
    )
