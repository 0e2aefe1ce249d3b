"""Live orders."""

from decimal import Decimal

import strawberry

from backend.accounts.roles import Role
from etl import record
from schema.context import Info
from schema.dataset import Dataset
from schema.loads import Load, currency, recorded
from schema.scalars import LocalDateTime


@strawberry.type
class RecordResult:
    load: Load
    dataset: Dataset


@strawberry.input
class OrderLineInput:
    product: str
    name: str | None = None
    quantity: float
    unit_price: Decimal


@strawberry.input
class OrderInput:
    number: str
    placed_at: LocalDateTime
    customer: strawberry.ID | None = None
    country: str
    lines: list[OrderLineInput]

    def as_etl(self) -> record.Order:
        """The order of loading; a float quantity is taken as it is written."""
        lines = (
            record.OrderLine(line.product, line.name, Decimal(repr(line.quantity)), line.unit_price)
            for line in self.lines
        )
        return record.Order(self.number, self.placed_at, self.customer, self.country, tuple(lines))


@strawberry.type
class RecordMutation:
    @strawberry.mutation(description="Live orders, all or nothing; the same order number again replaces that order.")
    async def record_orders(self, info: Info, orders: list[OrderInput]) -> RecordResult:
        info.context.require_all_countries(Role.ANALYST)
        given = [order.as_etl() for order in orders]
        summary = await record.record_orders(info.context.loading, given, currency=await currency(info))
        info.context.see(None)
        state = await Dataset.of(info, await info.context.dataset())
        return RecordResult(load=await recorded(info, summary), dataset=state)
