"""The frame of every page: header with menu, main part, footer."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink  # type: ignore[import-untyped]  # Reflex

from frontend.navigation import MENU, Entry
from frontend.state.session import SessionState

MAIN = "main"


def shell(current: str, *children: rx.Component, footer: rx.Component) -> rx.Component:
    """A signed-in page; `current` is its route."""
    return rx.el.div(
        rx.el.a("Skip to content", href=f"#{MAIN}", class_name="skip"),
        rx.el.header(
            rx.el.div(
                brand(),
                rx.el.nav(*(_entry(entry, current) for entry in MENU), class_name="menu", aria_label="Pages"),
                rx.el.div(theme_button(), _account(), class_name="tools"),
                class_name="wide header-row",
            ),
            class_name="header",
        ),
        rx.el.main(*children, id=MAIN, class_name="wide main", tab_index=-1),
        rx.el.footer(footer, class_name="wide footer"),
        class_name="page",
        custom_attrs={"data-signed-in": "", "data-go": SessionState.leave},
    )


def brand() -> rx.Component:
    """The product's mark and name."""
    return rx.el.span(
        rx.el.span(
            *(rx.el.span(class_name=f"mark-bar mark-{size}") for size in ("short", "middle", "tall")),
            class_name="mark",
            aria_hidden=True,
        ),
        rx.el.span("Sales Analytics", class_name="brand-name"),
        class_name="brand",
    )


def theme_button() -> rx.Component:
    """Switches between light and dark; until pressed the system's choice holds."""
    return rx.el.button(
        rx.color_mode_cond(rx.icon("moon", size=16), rx.icon("sun", size=16)),
        on_click=rx.toggle_color_mode,
        type="button",
        class_name="button quiet icon",
        aria_label="Switch between light and dark",
        title="Switch between light and dark",
    )


def _entry(entry: Entry, current: str) -> rx.Component:
    mark = {"aria_current": "page"} if entry.route == current else {}
    if entry.outside:
        return rx.el.a(entry.title, href=entry.route, class_name="menu-link", **mark)
    link = ReactRouterLink.create(entry.title, to=entry.route, class_name="menu-link", **mark)
    return rx.cond(SessionState.is_admin, link) if entry.admin else link


def _account() -> rx.Component:
    return rx.el.div(
        ReactRouterLink.create(
            rx.icon("user", size=16, aria_hidden=True),
            rx.el.span(SessionState.email, class_name="account"),
            to="/profile",
            class_name="button quiet icon",
            aria_label=f"Profile of {SessionState.email}",
            title=SessionState.name,
        ),
        rx.el.button("Sign out", type="button", class_name="button quiet", custom_attrs={"data-sign-out": ""}),
        class_name="tools",
    )
