"""Who asks: `me`, and the mutations of one's own account."""

from datetime import datetime
from typing import Self

import strawberry

from backend.accounts import sessions, users
from backend.accounts.roles import Role
from schema.context import Info

strawberry.enum(Role)


@strawberry.type
class User:
    id: strawberry.ID
    email: str
    name: str
    role: Role
    verified: bool
    active: bool
    countries: list[str] | None = strawberry.field(description="Null: all countries.")
    created_at: datetime

    @classmethod
    def of(cls, user: users.User) -> Self:
        """The API's view of a user."""
        return cls(
            id=strawberry.ID(str(user.id)),
            email=user.email,
            name=user.name,
            role=user.role,
            verified=user.verified,
            active=user.active,
            countries=None if user.countries is None else list(user.countries),
            created_at=user.created_at,
        )


@strawberry.type
class Session:
    access_token: str
    refresh_token: str
    expires_in: int = strawberry.field(description="Seconds until the access token expires.")
    user: User

    @classmethod
    def of(cls, session: sessions.Session) -> Self:
        """The API's view of a session."""
        return cls(
            access_token=session.access_token,
            refresh_token=session.refresh_token,
            expires_in=session.expires_in,
            user=User.of(session.user),
        )


@strawberry.type
class AccountQuery:
    @strawberry.field(description="The user who asks; null for an API key.")
    def me(self, info: Info) -> User | None:
        user = info.context.signed_in().user
        return None if user is None else User.of(user)


@strawberry.type
class AccountMutation:
    @strawberry.mutation(description="Begin a session with e-mail and password.")
    async def login(self, info: Info, email: str, password: str) -> Session:
        async with info.context.attempts.guess(email, info.context.address):
            return Session.of(await info.context.sessions.login(email, password))

    @strawberry.mutation(description="Replace both tokens of a session; each refresh token works once.")
    async def refresh(self, info: Info, refresh_token: str) -> Session:
        return Session.of(await info.context.sessions.refresh(refresh_token))

    @strawberry.mutation(description="End the session the refresh token belongs to.")
    async def logout(self, info: Info, refresh_token: str) -> bool:
        await info.context.sessions.logout(refresh_token)
        return True

    @strawberry.mutation(description="End all of one's sessions, on every device.")
    async def logout_everywhere(self, info: Info) -> bool:
        await info.context.sessions.logout_everywhere(info.context.person())
        return True

    @strawberry.mutation(description="Set a new password; all other sessions end, and a new one begins.")
    async def change_password(self, info: Info, current: str, new: str) -> Session:
        user = info.context.person()
        async with info.context.attempts.guess(user.email, info.context.address):
            return Session.of(await info.context.sessions.change_password(user, current, new))

    @strawberry.mutation(description="Change how one is called.")
    async def update_profile(self, info: Info, name: str) -> User:
        return User.of(await users.rename(info.context.db, info.context.person().id, name))
