"""The change in net revenue, split into causes."""

from decimal import Decimal
from typing import Self

import strawberry

from backend.analytics import bridge as analytics
from schema.enums import BridgeCause
from schema.scalars import money


@strawberry.type
class BridgeStep:
    cause: BridgeCause
    amount: Decimal


@strawberry.type(description="Net revenue before and now; the steps sum to the change exactly.")
class Bridge:
    previous: Decimal
    current: Decimal
    change: Decimal
    steps: list[BridgeStep]

    @classmethod
    def of(cls, found: analytics.Bridge) -> Self:
        return cls(
            previous=money(found.previous),
            current=money(found.current),
            change=money(found.change),
            steps=[BridgeStep(cause=BridgeCause(cause), amount=money(amount)) for cause, amount in found.steps],
        )
