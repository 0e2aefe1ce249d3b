"""What is loaded."""

from datetime import date, datetime
from typing import Self

import strawberry

from backend.analytics import dataset as analytics
from etl.quality import quality
from schema.answered import answered
from schema.context import Info
from schema.quality import Quality


@strawberry.type(description="Orders and lines count everything loaded; the version rises with every change.")
class Dataset:
    from_: date | None = strawberry.field(name="from")
    to: date | None
    countries: list[str]
    orders: int
    lines: int
    currency: str
    version: str
    loaded_at: datetime | None

    @answered("What is odd about the rows loaded.")
    async def quality(self, info: Info) -> Quality:
        return Quality.of(await quality(info.context.db))

    @classmethod
    def of(cls, found: analytics.Dataset, default_currency: str) -> Self:
        return cls(
            from_=found.first_day,
            to=found.last_day,
            countries=list(found.countries),
            orders=found.orders,
            lines=found.lines,
            currency=found.currency or default_currency,
            version=str(found.version),
            loaded_at=found.loaded_at,
        )
