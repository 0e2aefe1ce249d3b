"""API keys, for administrators."""

# mypy: no-warn-return-any, disable-error-code="operator"
# Reflex types its element constructors as Any, and its events as not callable.

from typing import Any

import reflex as rx

from frontend.components.form import field, problem, submit
from frontend.components.listing import cell, confirm, listing
from frontend.components.panel import country_field, panel, role_field, said
from frontend.components.shell import shell
from frontend.state.keys import KeysState


def keys() -> rx.Component:
    """The list, the form for a new key, and its secret once."""
    return shell(
        "/keys",
        rx.el.div(
            rx.el.h1("API keys", class_name="page-title"),
            rx.el.button("New key", type="button", class_name="button", on_click=KeysState.open_form),
            class_name="page-head",
        ),
        said(KeysState.said),
        rx.cond(KeysState.adding, _creation(), problem(KeysState.problem)),
        rx.cond(KeysState.secret != "", _secret()),
        listing(
            KeysState,
            "API keys",
            ("Name", "Role", "Countries", "Created", "Expires", "Last used", ""),
            _row,
            "No keys yet. A key lets a program ask the API without a person's password.",
        ),
        footer=rx.el.span("Programs send a key in the header ", rx.el.code("Authorization: Bearer <key>")),
    )


def _row(item: Any) -> rx.Component:
    return rx.el.tr(
        cell("Name", rx.el.span(item.name, class_name="strong")),
        cell("Role", item.role_name),
        cell("Countries", item.countries, class_name="wide-cell"),
        cell("Created", item.created),
        cell("Expires", item.expires),
        cell("Last used", item.used),
        cell(
            "",
            confirm(
                item.id,
                "Revoke",
                f"Programs that use {item.name} are refused from now on.",
                KeysState.revoke(item.id),
                "button danger-text",
            ),
        ),
        key=item.id,
    )


def _creation() -> rx.Component:
    return panel(
        "New key",
        rx.el.form(
            problem(KeysState.problem, KeysState.problem_field),
            field(
                "Name",
                "name",
                "text",
                "off",
                KeysState.problem_field,
                "What uses it, such as nightly-export.",
                auto_focus=True,
            ),
            role_field(),
            field(
                "Works until",
                "expires",
                "date",
                "off",
                KeysState.problem_field,
                "Empty: for ever.",
                required=False,
                default_value=KeysState.usual_day,
                min=KeysState.first_day,
            ),
            country_field(KeysState),
            submit("Create key", KeysState.busy, "Creating"),
            on_submit=KeysState.create,
            class_name="fields row",
        ),
        on_close=KeysState.close_form,
    )


def _secret() -> rx.Component:
    return panel(
        f"The secret of {KeysState.secret_name}",
        rx.el.p("Copy it now: it is shown this once, and only its hash is kept."),
        rx.el.div(
            rx.el.input(
                type="text",
                read_only=True,
                value=KeysState.secret,
                aria_label="Secret",
                class_name="input secret",
                spell_check=False,
            ),
            rx.el.button("Copy", type="button", class_name="button primary", custom_attrs={"data-copy": ""}),
            class_name="secret-row",
        ),
        on_close=KeysState.forget_secret,
    )
