"""Parts of the forms that administrators fill in."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

from typing import Any

import reflex as rx

from frontend.state.users import ROLE_NAMES

Text = str | rx.Var[str]


def panel(title: Text, *children: rx.Component, on_close: Any) -> rx.Component:
    """A card above the list, closed by its own button."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title, class_name="card-title"),
            rx.el.button(
                rx.icon("x", size=16, aria_hidden=True),
                type="button",
                class_name="button quiet icon",
                aria_label="Close",
                on_click=on_close,
            ),
            class_name="card-head",
        ),
        *children,
        class_name="card panel",
    )


def role_field(**more: Any) -> rx.Component:
    """The choice of a role."""
    options = (rx.el.option(label, value=role) for role, label in reversed(ROLE_NAMES.items()))
    return rx.el.div(
        rx.el.label("Role", html_for="role", class_name="field-label"),
        rx.el.select(*options, id="role", name="role", class_name="input full-width", **more),
        class_name="field",
    )


def country_field(state: Any) -> rx.Component:
    """The countries of a Countries state."""

    def option(item: Any) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="checkbox", checked=item.chosen, on_change=lambda _: state.toggle_country(item.name)),
            rx.el.span(item.name),
            class_name="choice",
            key=item.name,
        )

    return rx.el.fieldset(
        rx.el.legend("Limited to countries", class_name="field-label"),
        rx.el.div(rx.foreach(state.country_choices, option), class_name="choices scroll boxed"),
        rx.el.span("None ticked: all countries.", class_name="hint"),
        class_name="field countries",
    )


def said(text: Text) -> rx.Component:
    """What was done, read out when it changes."""
    return rx.el.p(text, class_name="said", role="status")
