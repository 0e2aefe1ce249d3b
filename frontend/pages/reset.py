"""What the link of a reset mail opens."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

import reflex as rx

from frontend.components.form import HOW_LONG, field, front, problem, submit, way
from frontend.state.reset import ResetState


def reset() -> rx.Component:
    """The new password."""
    return front(
        "Choose a new password",
        rx.cond(
            ResetState.opened,
            rx.el.form(
                problem(ResetState.problem, ResetState.problem_field),
                field("New password", "password", "password", "new-password", ResetState.problem_field, HOW_LONG),
                submit("Set password", ResetState.busy, "Setting the password"),
                on_submit=ResetState.reset_password,
                class_name="fields",
            ),
            rx.el.p("Open the link in the mail in full, or ask for a new one: its last part is missing here."),
        ),
        foot=(way("Ask for a new link", "/forgot"), way("Sign in", "/login")),
    )
