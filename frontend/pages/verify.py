"""What the link of a verification mail opens."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

import reflex as rx

from frontend.components.form import front, way
from frontend.state.verify import VerifyState


def verify() -> rx.Component:
    """Whether the address is confirmed."""
    return front(
        "Confirm your e-mail address",
        rx.cond(
            VerifyState.email != "",
            rx.el.p(f"{VerifyState.email} is confirmed: you can sign in now.", role="status"),
            rx.cond(
                VerifyState.problem != "",
                rx.el.p(VerifyState.problem, class_name="problem", role="alert"),
                rx.el.p("Confirming the address", role="status"),
            ),
        ),
        foot=(way("Sign in", "/login"), way("Create an account", "/register")),
    )
