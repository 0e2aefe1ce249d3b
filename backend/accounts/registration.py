"""How people become users: by registering, by invitation, or because an administrator adds them.

A registration waits as a link, not as a user, until its address is verified. So nobody can take an address by naming
it, and whether it is taken already is found out when the mail is sent, not while somebody waits for the answer.
"""

from dataclasses import dataclass
from datetime import timedelta

from backend.accounts import passwords, users
from backend.accounts.addresses import checked_name, normalised
from backend.accounts.audit import Action, Actor, record
from backend.accounts.links import Links, Purpose
from backend.accounts.mail.outbox import MailKind, post
from backend.accounts.roles import Role
from backend.accounts.users import User
from backend.db import Database
from backend.errors import BadInput, Conflict, Forbidden
from backend.settings import Registration

WELCOME_LIFETIME = timedelta(days=7)
_TAKEN = "select exists (select from users where email = $1)"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who wants to be a user, as given."""

    email: str
    name: str
    password: str
    invitation: str | None = None


async def register(db: Database, links: Links, policy: Registration, given: Applicant) -> User | None:
    """Have a mail sent to the address; the user, at once, where an invitation proves the address.

    Does the same work whether the address is known or not. Raises Forbidden where the policy does not allow it,
    BadInput, Conflict for an invitation of somebody who became a user meanwhile.
    """
    if policy == "closed":
        raise Forbidden("registration is closed; ask an administrator for an account")
    if policy == "invitation" and given.invitation is None:
        raise Forbidden("registration needs an invitation; ask an administrator for one")
    address, name = normalised(given.email), checked_name(given.name)
    passwords.check(given.password, address, name)
    password_hash = await passwords.hashed(given.password)
    async with db.transaction() as connection:
        if given.invitation is not None:
            invited = await links.take(connection, given.invitation, Purpose.INVITE)
            if invited is None or invited.email != address:
                raise BadInput("the invitation is for another address, was used, or has expired", field="invitation")
            user = await users.insert(
                connection, address, name, invited.role or Role.VIEWER, password_hash, verified=True
            )
            await record(connection, Action.REGISTERED, address, by=Actor(address, user.id))
            return user
        link_id = await links.create(connection, Purpose.VERIFY, address, name=name, password_hash=password_hash)
        await post(connection, MailKind.VERIFY, address, link_id)
        await record(connection, Action.REGISTERED, address)
    return None


async def verify(db: Database, links: Links, token: str) -> User:
    """Make a user of who registered. Raises BadInput for a link that does not work."""
    async with db.transaction() as connection:
        link = await links.take(connection, token, Purpose.VERIFY)
        if link is None or link.name is None:
            raise BadInput("the link was used or has expired: register again", field="token")
        user = await users.insert(connection, link.email, link.name, Role.VIEWER, link.password_hash, verified=True)
        await record(connection, Action.VERIFIED, user.email, by=Actor(user.email, user.id))
        return user


async def invite(db: Database, links: Links, policy: Registration, email: str, role: Role) -> str:
    """Send an invitation and give the address as stored. Raises BadInput, Conflict for a user, or where closed."""
    if policy == "closed":
        raise Conflict("SALES_REGISTRATION is closed, so an invitation could not be used; createUser adds users")
    address = normalised(email)
    async with db.transaction() as connection:
        if await connection.fetchval(_TAKEN, address):
            raise Conflict(f"{address} is already a user")
        link_id = await links.create(connection, Purpose.INVITE, address, role=role)
        await post(connection, MailKind.INVITE, address, link_id)
        await record(connection, Action.INVITED, f"{address}: {role}")
    return address


async def add(db: Database, links: Links, email: str, name: str, role: Role, password: str | None) -> User:
    """Add a user; without a password the mail's link lets the user choose one. Raises BadInput, Conflict."""
    if password is not None:
        return await users.create(db, email, name, role, password)
    address, name = normalised(email), checked_name(name)
    async with db.transaction() as connection:
        user = await users.insert(connection, address, name, role, None, verified=False)
        link_id = await links.create(connection, Purpose.RESET, address, lifetime=WELCOME_LIFETIME)
        await post(connection, MailKind.WELCOME, address, link_id)
        await record(connection, Action.USER_CREATED, f"{address}: {role}")
    return user
