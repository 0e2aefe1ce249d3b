"""The login page. Its form goes to `/session` by script, because only an answer over HTTP can set the cookie."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

import reflex as rx

from frontend.components.form import field, front, script_problem, submit, way
from frontend.state.login import LoginState


def login() -> rx.Component:
    """E-mail and password; what went wrong stands above the button."""
    return front(
        "Sign in",
        rx.el.form(
            field("E-mail", "email", "email", "username", auto_focus=True),
            field("Password", "password", "password", "current-password"),
            script_problem(),
            submit("Sign in"),
            method="post",
            action="/session",
            class_name="fields",
            custom_attrs={"data-send": "POST /session"},
        ),
        rx.el.p(
            "The first administrator's password is printed when the product starts for the first time.",
            class_name="hint",
        ),
        lead=LoginState.reason,
        foot=(way("Forgot your password?", "/forgot"), way("Create an account", "/register")),
    )
