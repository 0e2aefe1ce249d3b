"""The roots of the API."""

import strawberry

from backend.analytics import customers, orders, products
from schema.accounts import AccountMutation, AccountQuery
from schema.answered import answered
from schema.api_keys import ApiKeyMutation, ApiKeyQuery
from schema.audit import AuditQuery
from schema.context import Info
from schema.customers import Customer
from schema.dataset import Dataset
from schema.filters import FilterArgument
from schema.loads import LoadMutation, LoadQuery
from schema.orders import Order
from schema.products import Product
from schema.record import RecordMutation
from schema.registration import RegistrationMutation
from schema.sales import Sales, sales
from schema.uploads import UploadMutation
from schema.users import UserMutation, UserQuery


@strawberry.type
class Query(AccountQuery, UserQuery, ApiKeyQuery, AuditQuery, LoadQuery):
    @strawberry.field(description="Everything about sales, within one filter; every field below it sees the same rows.")
    async def sales(self, info: Info, given: FilterArgument = None) -> Sales | None:
        return await sales(info, given)

    @answered("What is loaded.")
    async def dataset(self, info: Info) -> Dataset:
        return await Dataset.of(info, await info.context.dataset())

    @answered("A known customer by id; null when there is none.")
    async def customer(self, info: Info, id: strawberry.ID) -> Customer | None:  # noqa: A002 (the contract's name)
        found = await customers.customer(info.context.db, id)
        return Customer.of(found) if found else None

    @answered("A product by code, in any case; null when there is none.")
    async def product(self, info: Info, code: str) -> Product | None:
        found = await products.product(info.context.db, code)
        return Product.of(found) if found else None

    @answered("One order or return document by its number; null when there is none.")
    async def order(self, info: Info, number: str) -> Order | None:
        found = await orders.order(info.context.db, number)
        return Order.of(found) if found else None


@strawberry.type
class Mutation(
    AccountMutation, RegistrationMutation, UserMutation, ApiKeyMutation, LoadMutation, UploadMutation, RecordMutation
):
    pass
