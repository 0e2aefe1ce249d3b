"""Becoming a user, and coming back after a lost password; open to everybody but for what administrators do."""

from typing import Annotated

import strawberry

from backend.accounts import recovery, registration
from backend.accounts.registration import Applicant
from backend.accounts.roles import Role
from schema.accounts import User
from schema.context import Info


@strawberry.input
class RegisterInput:
    email: str
    password: str
    name: str
    invitation: str | None = None


@strawberry.input
class CreateUserInput:
    email: str
    name: str
    role: Role
    password: str | None = strawberry.field(default=None, description="Null: the user gets a mail to choose one.")


# The contract calls both arguments `input`, which is Python's too.
Registering = Annotated[RegisterInput, strawberry.argument(name="input")]
Creating = Annotated[CreateUserInput, strawberry.argument(name="input")]


@strawberry.type
class RegistrationMutation:
    @strawberry.mutation(
        description="Ask for an account; a mail with a link to verify the address follows. True whether or not there "
        "is an account already: the mail tells its owner."
    )
    async def register(self, info: Info, given: Registering) -> bool:
        await info.context.attempts.ask("register", given.email, info.context.address)
        applicant = Applicant(given.email, given.name, given.password, given.invitation)
        await registration.register(info.context.db, info.context.links, info.context.settings.registration, applicant)
        return True

    @strawberry.mutation(description="Finish a registration with the token of the mail's link.")
    async def verify_email(self, info: Info, token: str) -> User:
        return User.of(await registration.verify(info.context.db, info.context.links, token))

    @strawberry.mutation(
        description="Have a mail sent with a link to choose a new password. True whether or not there is an account."
    )
    async def request_password_reset(self, info: Info, email: str) -> bool:
        await info.context.attempts.ask("reset", email, info.context.address)
        await recovery.request_reset(info.context.db, info.context.links, email)
        return True

    @strawberry.mutation(description="Set a new password with the token of the mail's link; all sessions end.")
    async def reset_password(self, info: Info, token: str, password: str) -> bool:
        user = await recovery.reset(info.context.db, info.context.links, token, password)
        await info.context.attempts.forgive(user.email, info.context.address)
        return True

    @strawberry.mutation(description="Invite somebody to register by mail; the link lasts 7 days.")
    async def invite_user(self, info: Info, email: str, role: Role) -> bool:
        info.context.person(Role.ADMIN)
        policy = info.context.settings.registration
        await registration.invite(info.context.db, info.context.links, policy, email, role)
        return True

    @strawberry.mutation(description="Add a user.")
    async def create_user(self, info: Info, given: Creating) -> User:
        info.context.person(Role.ADMIN)
        added = await registration.add(
            info.context.db, info.context.links, given.email, given.name, given.role, given.password
        )
        return User.of(added)
