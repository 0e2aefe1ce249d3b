"""Ranked lists whose rows carry their own bar."""

# mypy: no-warn-return-any
# Reflex types its element constructors as Any.

from typing import Any

import reflex as rx


def ranking(rows: Any, heading: str, name: str, on_pick: Any = None) -> rx.Component:
    """Rank rows by revenue; with `on_pick` a row's name is a button that filters by it."""

    def row(item: Any) -> rx.Component:
        label = (
            rx.el.button(item.name, type="button", class_name="rank-pick", on_click=on_pick(item.key))
            if on_pick
            else rx.el.span(item.name, class_name="rank-name", title=item.name)
        )
        return rx.el.tr(
            rx.el.td(
                rx.el.span(class_name="rank-bar", style={"width": item.width}, aria_hidden=True),
                label,
                rx.el.span(item.detail, class_name="rank-detail"),
                class_name="rank-cell",
            ),
            rx.el.td(item.value, title=item.exact, class_name="number", custom_attrs={"data-rank": item.key}),
            rx.el.td(item.share, class_name="number faint"),
        )

    return rx.el.table(
        rx.el.thead(
            rx.el.tr(
                rx.el.th(heading, scope="col"),
                rx.el.th("Revenue", scope="col", class_name="number"),
                rx.el.th("Share", scope="col", class_name="number"),
            )
        ),
        rx.el.tbody(rx.foreach(rows, row)),
        class_name="ranking",
        custom_attrs={"data-list": name},
    )


def tier_table(rows: Any) -> rx.Component:
    """Tier rows: known customers by spend."""

    def row(item: Any) -> rx.Component:
        return rx.el.tr(
            rx.el.td(
                rx.el.span(class_name="rank-bar", style={"width": item.width}, aria_hidden=True),
                rx.el.span(item.name, class_name="rank-name"),
                class_name="rank-cell",
            ),
            rx.el.td(item.customers, class_name="number"),
            rx.el.td(item.average, class_name="number"),
            rx.el.td(item.orders, class_name="number roomy"),
            rx.el.td(item.share, class_name="number faint"),
        )

    heads = (("Customers", "number"), ("Average", "number"), ("Orders", "number roomy"), ("Share", "number"))
    return rx.el.table(
        rx.el.thead(
            rx.el.tr(
                rx.el.th("Spent", scope="col"), *(rx.el.th(head, scope="col", class_name=kind) for head, kind in heads)
            )
        ),
        rx.el.tbody(rx.foreach(rows, row)),
        class_name="ranking",
        custom_attrs={"data-list": "tiers"},
    )
