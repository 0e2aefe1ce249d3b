"""The first administrator, made when there is none."""

from dataclasses import dataclass

from backend.accounts import passwords
from backend.accounts.addresses import normalised
from backend.db import Database
from backend.errors import BadInput, Conflict, UsageError
from backend.settings import Settings

ADVISORY_LOCK = 7_246_001


@dataclass(frozen=True)
class Credentials:
    """The first administrator's; `password` is None where the setting gave it, else generated and shown this once."""

    email: str
    password: str | None


_ANY_ADMINISTRATOR = "select exists (select from users where role = 'ADMIN')"
_LOCK = "select pg_advisory_xact_lock($1)"
_INSERT_ADMINISTRATOR = """
insert into users (email, name, role, password_hash, verified)
values ($1, 'Administrator', 'ADMIN', $2, true) on conflict (email) do nothing returning user_id
"""


async def ensure_administrator(db: Database, settings: Settings) -> Credentials | None:
    """Create the first administrator if there is none; None if there is one already. Safe to run at once with others.

    Raises UsageError for a bad SALES_ADMIN_EMAIL or SALES_ADMIN_PASSWORD, Conflict if the address has another role.
    """
    if await db.value(_ANY_ADMINISTRATOR):
        return None
    if settings.env == "production" and settings.admin_password is None:
        raise UsageError("SALES_ADMIN_PASSWORD is required in production while there is no administrator yet; set it")
    email, password = _administrator(settings)
    password_hash = await passwords.hashed(password)
    async with db.transaction() as connection:
        await connection.execute(_LOCK, ADVISORY_LOCK)
        if await connection.fetchval(_ANY_ADMINISTRATOR):
            return None
        if await connection.fetchval(_INSERT_ADMINISTRATOR, email, password_hash) is None:
            raise Conflict(f"SALES_ADMIN_EMAIL {email} is a user without administration; name another address")
    return Credentials(email, None if settings.admin_password else password)


def _administrator(settings: Settings) -> tuple[str, str]:
    password = settings.admin_password or passwords.generate()
    try:
        email = normalised(settings.admin_email)
    except BadInput as error:
        raise UsageError(f"setting SALES_ADMIN_EMAIL: {error.message}") from error
    try:
        passwords.check(password, email)
    except BadInput as error:
        raise UsageError(f"setting SALES_ADMIN_PASSWORD: {error.message}") from error
    return email, password
