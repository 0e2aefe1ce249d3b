"""What is loaded."""

from datetime import date, datetime
from typing import Self

import strawberry

from backend.analytics import dataset as analytics


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
