"""For who has forgotten the password."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

import reflex as rx

from frontend.components.form import field, front, problem, submit, way
from frontend.state.forgot import ForgotState


def forgot() -> rx.Component:
    """The address; then the same answer for everybody."""
    return rx.cond(
        ForgotState.sent_to != "",
        front(
            "Check your mail",
            rx.el.p(
                f"If there is an account for {ForgotState.sent_to}, a message is on its way. Its link works once, "
                "within 30 minutes."
            ),
            rx.el.button("Try another address", type="button", class_name="button", on_click=ForgotState.again),
            foot=(way("Sign in", "/login"),),
        ),
        front(
            "Forgot your password?",
            rx.el.form(
                problem(ForgotState.problem, "email"),
                field("E-mail", "email", "email", "username", rx.cond(ForgotState.problem != "", "email", "")),
                submit("Send a link", ForgotState.busy, "Sending"),
                on_submit=ForgotState.send,
                class_name="fields",
            ),
            rx.el.p("A mail with a link lets you choose a new password.", class_name="hint"),
            foot=(way("Back to sign in", "/login"),),
        ),
    )
