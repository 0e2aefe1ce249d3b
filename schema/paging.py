"""Connections: pages with cursors, as the Relay specification has them."""

from collections.abc import Callable
from typing import TypeVar

import strawberry

from backend.analytics.paging import Page

Row = TypeVar("Row")
Edge = TypeVar("Edge")


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


def page_info(page: Page[Row]) -> PageInfo:
    """What a client needs to ask for the next page."""
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=page.cursors[0] if page.cursors else None,
        end_cursor=page.cursors[-1] if page.cursors else None,
    )


def edges(page: Page[Row], edge: Callable[[str, Row], Edge]) -> list[Edge]:
    """One edge for each row, with its cursor."""
    return [edge(cursor, row) for cursor, row in zip(page.cursors, page.rows, strict=True)]
