"""API keys, for administrators: what machines show instead of signing in."""

from datetime import datetime
from typing import Self

import strawberry
from graphql import GraphQLSchema

from backend.accounts import api_keys
from backend.accounts.roles import Role
from backend.analytics.paging import Listing, Page, PageRequest, page
from backend.errors import BadInput
from schema.answered import answered
from schema.context import Info
from schema.paging import PageInfo, edges, page_info
from schema.users import id_of


@strawberry.type
class ApiKey:
    id: strawberry.ID
    name: str
    prefix: str = strawberry.field(description="How the secret begins, to recognise it by.")
    role: Role
    countries: list[str] | None = strawberry.field(description="Null: all countries.")
    operations: list[str] | None = strawberry.field(
        description="The root fields it may ask for; null: all that its role may."
    )
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = strawberry.field(description="To the minute.")

    @classmethod
    def of(cls, key: api_keys.ApiKey) -> Self:
        return cls(
            id=strawberry.ID(str(key.id)),
            name=key.name,
            prefix=key.prefix,
            role=key.role,
            countries=None if key.countries is None else list(key.countries),
            operations=None if key.operations is None else sorted(key.operations),
            created_at=key.created_at,
            expires_at=key.expires_at,
            last_used_at=key.last_used_at,
        )


@strawberry.type
class CreatedApiKey:
    key: ApiKey
    secret: str = strawberry.field(description="Shown this once.")


@strawberry.type
class ApiKeyEdge:
    cursor: str
    node: ApiKey


@strawberry.type
class ApiKeyConnection:
    edges: list[ApiKeyEdge]
    page_info: PageInfo
    total_count: int

    @classmethod
    def of(cls, found: Page[api_keys.ApiKey]) -> Self:
        return cls(
            edges=edges(found, lambda cursor, row: ApiKeyEdge(cursor=cursor, node=ApiKey.of(row))),
            page_info=page_info(found),
            total_count=found.total,
        )


@strawberry.type
class ApiKeyQuery:
    @answered("All API keys, newest first, expired ones too. For administrators.")
    async def api_keys(self, info: Info, first: int = 20, after: str | None = None) -> ApiKeyConnection | None:
        info.context.require(Role.ADMIN)
        listing = Listing(api_keys.EVERY_KEY, (), "DESC", ("api keys",))
        found = await page(info.context.db, listing, PageRequest(first, after), api_keys.ApiKey.from_row)
        return ApiKeyConnection.of(found)


@strawberry.type
class ApiKeyMutation:
    @strawberry.mutation(
        description="Make a key for a machine, which sends its secret as a bearer token. `operations` are the root "
        "fields it may ask for, such as `sales` or `recordOrders`. For administrators."
    )
    async def create_api_key(
        self,
        info: Info,
        name: str,
        role: Role,
        countries: list[str] | None = None,
        expires_at: datetime | None = None,
        operations: list[str] | None = None,
    ) -> CreatedApiKey:
        creator = info.context.person(Role.ADMIN)
        _require_roots(info.schema._schema, operations)
        key, secret = await api_keys.create(
            info.context.db,
            name,
            role,
            created_by=creator.id,
            countries=countries,
            operations=operations,
            expires_at=expires_at,
        )
        return CreatedApiKey(key=ApiKey.of(key), secret=secret)

    @strawberry.mutation(description="Let a key count no more, at once. For administrators.")
    async def revoke_api_key(self, info: Info, id: strawberry.ID) -> bool:  # noqa: A002 (the contract's name)
        info.context.person(Role.ADMIN)
        await api_keys.revoke(info.context.db, id_of(id, "API key"))
        return True


def _require_roots(served: GraphQLSchema, operations: list[str] | None) -> None:
    """Raises BadInput for what is no root field."""
    kinds = (served.query_type, served.mutation_type, served.subscription_type)
    known = {name for kind in kinds if kind is not None for name in kind.fields}
    for name in operations or ():
        if name not in known:
            raise BadInput(f"operations: {name!r} is no field of Query, Mutation or Subscription", field="operations")
