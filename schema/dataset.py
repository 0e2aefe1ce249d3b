"""What is loaded."""

from datetime import date, datetime
from typing import Self

import strawberry

from backend.analytics import dataset as analytics
from backend.analytics.rights import seen
from etl.quality import quality
from schema.answered import answered
from schema.context import Info
from schema.quality import Quality


@strawberry.type(
    description="Orders and lines count everything loaded, or what the user may see of it; the version rises with "
    "every change."
)
class Dataset:
    from_: date | None = strawberry.field(name="from")
    to: date | None
    countries: list[str]
    orders: int
    lines: int
    currency: str
    version: str
    loaded_at: datetime | None

    @answered("What is odd about the rows loaded; for users of all countries.")
    async def quality(self, info: Info) -> Quality | None:
        info.context.require_all_countries()
        return Quality.of(await quality(info.context.db))

    @classmethod
    async def of(cls, info: Info, state: analytics.Dataset) -> Self:
        """What may be told of a state to who asks."""
        found = await seen(info.context.db, state)
        return cls(
            from_=found.first_day,
            to=found.last_day,
            countries=list(found.countries),
            orders=found.orders,
            lines=found.lines,
            currency=found.currency or info.context.settings.currency,
            version=str(found.version),
            loaded_at=found.loaded_at,
        )
