"""The login page."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

import reflex as rx

from frontend.components.shell import brand, theme_button
from frontend.state.session import SessionState


def login() -> rx.Component:
    """E-mail and password; what went wrong stands above the button."""
    return rx.el.main(
        rx.el.div(brand(), theme_button(), class_name="login-top"),
        rx.el.form(
            rx.el.h1("Sign in", class_name="login-title"),
            _field("E-mail", "email", "email", "username"),
            _field("Password", "password", "password", "current-password"),
            rx.cond(
                SessionState.login_error != "",
                rx.el.p(SessionState.login_error, class_name="problem", role="alert"),
            ),
            rx.el.button(
                rx.cond(SessionState.signing_in, "Signing in", "Sign in"),
                type="submit",
                class_name="button primary full-width",
                disabled=SessionState.signing_in,
            ),
            rx.el.p(
                "The first administrator's password is printed when the product starts for the first time.",
                class_name="hint",
            ),
            on_submit=SessionState.sign_in,
            class_name="card login",
        ),
        class_name="login-page",
    )


def _field(label: str, name: str, kind: str, autocomplete: str) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="field-label"),
        rx.el.input(
            type=kind, name=name, id=name, required=True, auto_complete=autocomplete, class_name="input full-width"
        ),
        class_name="field",
    )
