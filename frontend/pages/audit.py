"""The audit log, for administrators."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

from typing import Any

import reflex as rx

from frontend.components.form import problem
from frontend.components.listing import cell, listing
from frontend.components.shell import shell
from frontend.state.audit import AuditState


def audit() -> rx.Component:
    """Everybody's entries, or one user's."""
    return shell(
        "/audit",
        rx.el.div(
            rx.el.h1("Audit log", class_name="page-title"),
            rx.el.form(
                rx.el.input(
                    type="search",
                    name="user",
                    default_value=AuditState.user,
                    placeholder="One user's e-mail or name",
                    aria_label="Entries of one user",
                    class_name="input",
                    key=f"user {AuditState.generation}",
                ),
                rx.el.button("Show", type="submit", class_name="button"),
                rx.cond(
                    AuditState.user != "",
                    rx.el.button("Everybody", type="button", class_name="button quiet", on_click=AuditState.everybody),
                ),
                on_submit=AuditState.find,
                role="search",
                class_name="tools wrap",
            ),
            class_name="page-head",
        ),
        problem(AuditState.problem),
        listing(AuditState, "Audit log", ("When", "Who", "What", "Concerning", "From"), _row, "Nothing is logged yet."),
        footer=rx.el.span("Entries are only ever added. They hold no passwords and no keys."),
    )


def _row(item: Any) -> rx.Component:
    return rx.el.tr(
        cell("When", item.at),
        cell("Who", item.actor, class_name="wide-cell"),
        cell("What", rx.el.span(item.action, class_name="strong")),
        cell("Concerning", item.target, class_name="wide-cell"),
        cell("From", item.address),
    )
