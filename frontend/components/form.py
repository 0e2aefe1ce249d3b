"""Forms: the frame of pages without session, labelled fields, and what went wrong."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink  # type: ignore[import-untyped]  # Reflex

from frontend.components.shell import brand, theme_button

Text = str | rx.Var[str]
HOW_LONG = "At least 10 characters; a few words are easier to keep than signs."


def front(title: str, *children: rx.Component, lead: Text = "", foot: tuple[rx.Component, ...] = ()) -> rx.Component:
    """A page for who is not signed in: one card, and links below it."""
    return rx.el.main(
        rx.el.div(brand(), theme_button(), class_name="login-top"),
        rx.el.section(
            rx.el.h1(title, class_name="login-title"),
            rx.cond(lead != "", rx.el.p(lead, class_name="lead", role="status")),
            *children,
            class_name="card login",
        ),
        rx.el.nav(*foot, class_name="login-foot", aria_label="Other ways") if foot else rx.fragment(),
        class_name="login-page",
    )


def field(
    label: str,
    name: str,
    kind: str = "text",
    autocomplete: str = "off",
    wrong: Text = "",
    hint: str = "",
    **more: Any,
) -> rx.Component:
    """A labelled input, marked when `wrong` names it; a password has a button that shows it."""
    control = {
        "type": kind,
        "name": name,
        "id": name,
        "required": True,
        "auto_complete": autocomplete,
        "class_name": "input full-width",
        "aria_invalid": rx.cond(rx.Var.create(wrong) == name, "true", "false"),
        **({"aria_describedby": f"{name}-hint"} if hint else {}),
        **more,
    }
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name="field-label"),
        _password(control) if kind == "password" else rx.el.input(**control),
        rx.el.span(hint, id=f"{name}-hint", class_name="hint") if hint else rx.fragment(),
        class_name="field",
    )


def _password(control: dict[str, Any]) -> rx.Component:
    return rx.el.div(
        rx.el.input(**control, spell_check=False, auto_capitalize="none"),
        rx.el.button(
            rx.icon("eye", size=16, aria_hidden=True, class_name="when-hidden"),
            rx.icon("eye-off", size=16, aria_hidden=True, class_name="when-shown"),
            type="button",
            class_name="button quiet icon reveal",
            aria_label="Show what is typed",
            aria_pressed="false",
            title="Show or hide what is typed",
            custom_attrs={"data-reveal": ""},
        ),
        class_name="password-field",
    )


def submit(text: str, busy: Any = False, busy_text: str = "") -> rx.Component:
    """The form's one main button."""
    return rx.el.button(
        rx.cond(busy, busy_text or text, text), type="submit", class_name="button primary full-width", disabled=busy
    )


def problem(text: Text, name: Text = "") -> rx.Component:
    """What went wrong, read out at once; with the field's name it leads there."""
    to_field = rx.el.button(text, type="button", class_name="to-field", custom_attrs={"data-focus": name})
    return rx.cond(text != "", rx.el.p(rx.cond(name != "", to_field, text), class_name="problem", role="alert"))


def script_problem() -> rx.Component:
    """The same for forms that a script sends."""
    return rx.el.p(class_name="problem", role="alert", custom_attrs={"data-problem": ""})


def way(text: str, route: str) -> rx.Component:
    """A link to another page for who is not signed in."""
    return ReactRouterLink.create(text, to=route)
