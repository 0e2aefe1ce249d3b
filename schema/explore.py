"""Any measures by any dimensions."""

from typing import Self

import strawberry

from backend.analytics.explore import ExploreRow
from backend.analytics.paging import Page
from schema.enums import Dimension, Metric


@strawberry.type
class ExploreColumn:
    name: str
    dimension: Dimension | None
    measure: Metric | None


@strawberry.type(
    description="Dimensions first, then measures. Distinct counts and ratios are each group's own and do not add up."
)
class ExploreTable:
    columns: list[ExploreColumn]
    rows: list[list[str | None]]
    total_rows: int
    end_cursor: str | None

    @classmethod
    def of(cls, page: Page[ExploreRow], dimensions: list[Dimension], measures: list[Metric]) -> Self:
        columns = [ExploreColumn(name=each.name, dimension=each, measure=None) for each in dimensions]
        columns += [ExploreColumn(name=each.name, dimension=None, measure=each) for each in measures]
        return cls(
            columns=columns,
            rows=[list(row.cells) for row in page.rows],
            total_rows=page.total,
            end_cursor=page.cursors[-1] if page.has_next else None,
        )
