"""Users, for administrators: who there is, what they may do, and who joins."""

# mypy: no-warn-return-any, disable-error-code="operator"
# Reflex types its element constructors as Any, and its events as not callable.

from typing import Any

import reflex as rx

from frontend.components.form import field, problem, submit
from frontend.components.listing import cell, confirm, listing
from frontend.components.panel import country_field, panel, role_field, said
from frontend.components.shell import shell
from frontend.state.user import UserState
from frontend.state.users import UsersState


def users() -> rx.Component:
    """The list, and above it the form that is open."""
    return shell(
        "/users",
        rx.el.div(
            rx.el.h1("Users", class_name="page-title"),
            rx.el.div(
                _search(),
                rx.el.button("Invite", type="button", class_name="button", on_click=_only("invite")),
                rx.el.button("Add user", type="button", class_name="button", on_click=_only("create")),
                class_name="tools wrap",
            ),
            class_name="page-head",
        ),
        said(UsersState.said),
        rx.match(UsersState.adding, ("invite", _invitation()), ("create", _creation()), rx.fragment()),
        rx.cond(UserState.email != "", _rights()),
        listing(UsersState, "Users", ("User", "Role", "Countries", "Status", "Since", ""), _row, "No user matches."),
        footer=rx.el.span("Changes count at once, in every open page."),
    )


def _only(form: str) -> list[Any]:
    """Open this form and no other."""
    return [UserState.close, UsersState.open_form(form)]


def _search() -> rx.Component:
    return rx.el.form(
        rx.el.input(
            type="search",
            name="search",
            placeholder="Search name or e-mail",
            aria_label="Search users",
            class_name="input",
        ),
        on_submit=UsersState.find,
        role="search",
    )


def _row(item: Any) -> rx.Component:
    return rx.el.tr(
        cell("User", rx.el.span(item.name, class_name="strong"), rx.el.span(item.email, class_name="hint")),
        cell("Role", item.role_name),
        cell("Countries", item.countries, class_name="wide-cell"),
        cell("Status", rx.el.span(item.status, class_name=rx.cond(item.active, "", "faint"))),
        cell("Since", item.since),
        cell(
            "",
            rx.el.div(
                rx.el.a(
                    "Activity",
                    href=f"/audit?user={item.email}",
                    class_name="button quiet",
                    aria_label=f"Activity of {item.email}",
                ),
                rx.el.button(
                    "Edit",
                    type="button",
                    class_name="button",
                    aria_label=f"Edit {item.email}",
                    on_click=UserState.show_user(item.id),
                ),
                class_name="row-actions",
            ),
        ),
        key=item.id,
    )


def _invitation() -> rx.Component:
    return panel(
        "Invite somebody",
        rx.el.form(
            problem(UsersState.problem, UsersState.problem_field),
            field("E-mail", "email", "email", "off", UsersState.problem_field, auto_focus=True),
            role_field(),
            submit("Send invitation", UsersState.busy, "Sending"),
            on_submit=UsersState.invite,
            class_name="fields row",
        ),
        rx.el.p("They get a mail with a link, and choose a name and a password themselves.", class_name="hint"),
        on_close=UsersState.open_form(""),
    )


def _creation() -> rx.Component:
    return panel(
        "Add a user",
        rx.el.form(
            problem(UsersState.problem, UsersState.problem_field),
            field("E-mail", "email", "email", "off", UsersState.problem_field, auto_focus=True),
            field("Name", "name", "text", "off", UsersState.problem_field),
            role_field(),
            submit("Add user", UsersState.busy, "Adding"),
            on_submit=UsersState.create,
            class_name="fields row",
        ),
        rx.el.p("A mail lets them choose a password.", class_name="hint"),
        on_close=UsersState.open_form(""),
    )


def _rights() -> rx.Component:
    return panel(
        f"Rights of {UserState.email}",
        problem(UserState.problem),
        rx.el.div(
            role_field(value=UserState.role, on_change=UserState.choose_role, auto_focus=True),
            country_field(UserState),
            class_name="fields row",
        ),
        rx.el.div(
            rx.cond(
                UserState.active & ~UserState.own,
                confirm(
                    "deactivate",
                    "Deactivate",
                    f"{UserState.email} is signed out everywhere at once and cannot sign in again.",
                    UserState.deactivate,
                    "button danger-text",
                ),
                rx.el.span(),
            ),
            rx.el.button("Save", type="button", class_name="button primary", on_click=UserState.save),
            class_name="panel-foot",
        ),
        on_close=UserState.close,
    )
