"""Users, for administrators: who there is, with which role and rights."""

from typing import Self
from uuid import UUID

import strawberry

from backend.accounts import users
from backend.accounts.roles import Role
from backend.analytics.paging import Listing, Page, PageRequest, page
from backend.errors import NotFound
from schema.accounts import User
from schema.answered import answered
from schema.context import Info
from schema.paging import PageInfo, edges, page_info


@strawberry.type
class UserEdge:
    cursor: str
    node: User


@strawberry.type
class UserConnection:
    edges: list[UserEdge]
    page_info: PageInfo
    total_count: int

    @classmethod
    def of(cls, found: Page[users.User]) -> Self:
        return cls(
            edges=edges(found, lambda cursor, row: UserEdge(cursor=cursor, node=User.of(row))),
            page_info=page_info(found),
            total_count=found.total,
        )


@strawberry.type
class UserQuery:
    @answered("All users by address, deactivated ones too; `search` is in address or name. For administrators.")
    async def users(
        self, info: Info, first: int = 20, after: str | None = None, search: str | None = None
    ) -> UserConnection | None:
        info.context.require(Role.ADMIN)
        listing = Listing(users.EVERYONE, (search,), "ASC", ("users", search))
        return UserConnection.of(await page(info.context.db, listing, PageRequest(first, after), users.User.from_row))


@strawberry.type
class UserMutation:
    @strawberry.mutation(description="Give a user another role, which counts at once. For administrators.")
    async def set_role(self, info: Info, user_id: strawberry.ID, role: Role) -> User:
        info.context.person(Role.ADMIN)
        return User.of(await users.set_role(info.context.db, id_of(user_id, "user"), role))

    @strawberry.mutation(description="Shut a user out at once, open sessions included. For administrators.")
    async def deactivate_user(self, info: Info, user_id: strawberry.ID) -> User:
        info.context.person(Role.ADMIN)
        return User.of(await users.deactivate(info.context.db, id_of(user_id, "user")))

    @strawberry.mutation(description="Limit a user to the orders of some countries; null: to none. For administrators.")
    async def set_countries(self, info: Info, user_id: strawberry.ID, countries: list[str] | None = None) -> User:
        info.context.person(Role.ADMIN)
        return User.of(await users.set_countries(info.context.db, id_of(user_id, "user"), countries))


def id_of(given: str, what: str) -> UUID:
    """The id that a mutation names. Raises NotFound for what cannot be one."""
    try:
        return UUID(given)
    except ValueError as error:
        raise NotFound(f"there is no {what} {given[:100]!r}") from error
