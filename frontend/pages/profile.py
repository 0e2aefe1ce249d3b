"""The visitor's own account."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

import reflex as rx

from frontend.components.card import card
from frontend.components.form import HOW_LONG, field, problem, script_problem, submit
from frontend.components.listing import confirm
from frontend.components.panel import said
from frontend.components.shell import shell
from frontend.state.profile import ProfileState
from frontend.state.session import SessionState

CHANGED = "Your password is changed, and every other browser is signed out."


def profile() -> rx.Component:
    """Who it is, the password, and the sessions."""
    return shell(
        "/profile",
        rx.el.div(rx.el.h1("Profile", class_name="page-title"), class_name="page-head"),
        said(rx.cond(ProfileState.changed, CHANGED, ProfileState.said)),
        problem(ProfileState.problem),
        rx.el.div(_account(), _password(), _sessions(), class_name="grid"),
        footer=rx.el.span(f"Account since {ProfileState.since}"),
    )


def _account() -> rx.Component:
    return card(
        "Account",
        rx.el.dl(
            rx.el.dt("E-mail"),
            rx.el.dd(SessionState.email),
            rx.el.dt("Role"),
            rx.el.dd(ProfileState.role),
            rx.el.dt("Sees"),
            rx.el.dd(ProfileState.countries),
            class_name="facts",
        ),
        rx.el.form(
            field("Name", "name", "text", "name", default_value=ProfileState.name, key=ProfileState.name),
            submit("Save name"),
            on_submit=ProfileState.rename,
            class_name="fields",
        ),
        span="third",
    )


def _password() -> rx.Component:
    return card(
        "Password",
        rx.el.form(
            # For password managers, which else take the field before for the account's name.
            rx.el.input(
                type="email",
                name="username",
                auto_complete="username",
                value=SessionState.email,
                read_only=True,
                tab_index=-1,
                aria_hidden=True,
                class_name="unseen",
            ),
            field("Current password", "current", "password", "current-password"),
            field("New password", "new", "password", "new-password", hint=HOW_LONG),
            script_problem(),
            submit("Change password"),
            method="post",
            action="/session/password",
            class_name="fields",
            custom_attrs={"data-send": "PUT /session/password", "data-then": "/profile?changed=1"},
        ),
        span="third",
    )


def _sessions() -> rx.Component:
    return card(
        "Sessions",
        rx.el.p(
            "Signed in on a computer that is not yours, or lost one? End the sessions in every browser.",
            class_name="lead",
        ),
        confirm(
            "everywhere",
            "Sign out everywhere",
            "You are signed out in every browser, this one too.",
            ProfileState.end_all,
        ),
        span="third",
    )
