"""Signing up, by the link of an invitation or where registration is open."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

import reflex as rx

from frontend.components.form import HOW_LONG, field, front, problem, submit, way
from frontend.state.register import RegisterState

INVITED = "You are invited: use the address that the invitation was sent to."
UNINVITED = "If you were invited, open the link in the mail."


def register() -> rx.Component:
    """Address, name and password; then the mail."""
    return rx.cond(
        RegisterState.sent_to != "",
        front(
            "Check your mail",
            rx.el.p(
                f"A message is on its way to {RegisterState.sent_to}. Follow its link within 24 hours to confirm the "
                "address; then you can sign in."
            ),
            foot=(way("Sign in", "/login"),),
        ),
        front(
            "Create an account",
            rx.el.form(
                problem(RegisterState.problem, RegisterState.problem_field),
                field("E-mail", "email", "email", "email", RegisterState.problem_field),
                field("Name", "name", "text", "name", RegisterState.problem_field),
                field("Password", "password", "password", "new-password", RegisterState.problem_field, HOW_LONG),
                submit("Create account", RegisterState.busy, "Creating the account"),
                on_submit=RegisterState.register,
                class_name="fields",
            ),
            lead=rx.cond(RegisterState.opened, INVITED, UNINVITED),
            foot=(way("I have an account", "/login"),),
        ),
    )
