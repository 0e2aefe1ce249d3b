"""Lists by pages: a table that becomes cards on a phone, and the way to the next page."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

from collections.abc import Callable
from typing import Any

import reflex as rx

from frontend.components.notice import notice
from frontend.state.paging import FAILED, FORBIDDEN, LOADING


def listing(state: Any, name: str, heads: tuple[str, ...], row: Callable[[Any], rx.Component], empty: str) -> Any:
    """The table of a Paging state, or what stands in its place; a head may be empty for a column of buttons."""
    return rx.match(
        state.status,
        (LOADING, rx.el.div(rx.el.span("Loading", class_name="unseen", role="status"), class_name="skeleton tall")),
        (FORBIDDEN, notice("Only administrators see this page", state.error)),
        (FAILED, notice("The list could not be loaded", state.error, "Try again", state.load, alarm=True)),
        rx.el.section(
            rx.cond(
                state.total == 0,
                rx.el.p(empty, class_name="hint"),
                rx.el.table(
                    rx.el.thead(rx.el.tr(*(_head(head) for head in heads))),
                    rx.el.tbody(rx.foreach(state.rows, row)),
                    class_name="listing",
                    aria_label=name,
                ),
            ),
            _pager(state),
            class_name="card",
        ),
    )


def cell(head: str, *content: Any, **more: Any) -> rx.Component:
    """A cell; on a phone its column's head stands beside it."""
    return rx.el.td(*content, custom_attrs={"data-head": head}, **more)


def _head(text: str) -> rx.Component:
    return rx.el.th(text or rx.el.span("Actions", class_name="unseen"), scope="col")


def _pager(state: Any) -> rx.Component:
    def way(text: str, possible: Any, event: Any) -> rx.Component:
        return rx.el.button(text, type="button", class_name="button", disabled=~possible, on_click=event)

    return rx.el.nav(
        rx.cond(state.total > 0, rx.el.span(state.shown_rows, class_name="hint", role="status")),
        rx.cond(
            state.has_previous | state.has_next,
            rx.fragment(
                way("Previous", state.has_previous, state.previous_page),
                way("Next", state.has_next, state.next_page),
            ),
        ),
        class_name="pager",
        aria_label="Pages of the list",
    )


def confirm(key: Any, action: str, question: Any, on_confirm: Any, class_name: str = "button") -> rx.Component:
    """A button that asks once more, in a popover of the browser's own."""
    name = f"confirm-{key}"
    return rx.el.div(
        rx.el.button(
            action,
            type="button",
            class_name=class_name,
            style={"anchorName": f"--{name}"},
            custom_attrs={"popoverTarget": name},
        ),
        rx.el.div(
            rx.el.p(question),
            rx.el.div(
                rx.el.button(
                    "Cancel",
                    type="button",
                    class_name="button quiet",
                    custom_attrs={"popoverTarget": name, "popoverTargetAction": "hide"},
                ),
                rx.el.button(
                    action,
                    type="button",
                    class_name="button danger",
                    on_click=on_confirm,
                    custom_attrs={"popoverTarget": name, "popoverTargetAction": "hide"},
                ),
                class_name="popover-foot",
            ),
            id=name,
            class_name="popover",
            role="dialog",
            aria_label=action,
            style={"positionAnchor": f"--{name}"},
            custom_attrs={"popover": "auto"},
        ),
        class_name="confirm",
    )
