"""The roots of the API."""

from typing import Annotated

import strawberry

from backend.analytics import dataset, orders
from schema.accounts import AccountMutation, AccountQuery
from schema.context import Info
from schema.dataset import Dataset
from schema.filters import SalesFilter
from schema.orders import Order
from schema.sales import Sales, sales

Filter = Annotated[SalesFilter | None, strawberry.argument(name="filter")]


@strawberry.type
class Query(AccountQuery):
    @strawberry.field(description="Everything about sales, within one filter; every field below it sees the same rows.")
    async def sales(self, info: Info, given: Filter = None) -> Sales | None:
        return await sales(info, given)

    @strawberry.field(description="What is loaded.")
    async def dataset(self, info: Info) -> Dataset:
        return Dataset.of(await dataset.dataset(info.context.db), info.context.settings.currency)

    @strawberry.field(description="One order or return document by its number; null when there is none.")
    async def order(self, info: Info, number: str) -> Order | None:
        found = await orders.order(info.context.db, number)
        return Order.of(found) if found else None


@strawberry.type
class Mutation(AccountMutation):
    pass
