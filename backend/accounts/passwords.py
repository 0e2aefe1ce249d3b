"""Password hashes: argon2id (64 MiB), bcrypt accepted from elsewhere and replaced at the next login."""

import asyncio
import os
import secrets
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

from passlib.context import CryptContext

from backend.errors import BadInput

MINIMUM_CHARACTERS = 10
MAXIMUM_BYTES = 1024
# Without 0, 1, i, l, o: nothing to misread on a screen. 20 of 31 letters are 99 bits.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LETTERS = 4, 5
# Two at most, so 128 MiB; on a small machine one, so that a core is left for everything else.
HASHES_AT_ONCE = max(1, min(2, (os.cpu_count() or 1) - 1))
# Hashes wait for what is quick. Much higher, and on a busy machine nobody could sign in any more.
_NICENESS = 5


def _yield_to_the_event_loop() -> None:
    if sys.platform == "linux":  # where niceness is each thread's own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


_THREADS = ThreadPoolExecutor(HASHES_AT_ONCE, thread_name_prefix="password", initializer=_yield_to_the_event_loop)
_CONTEXT: Any = CryptContext(  # type: ignore[no-untyped-call]
    schemes=["argon2", "bcrypt"],
    deprecated=["bcrypt"],
    argon2__type="ID",
    argon2__memory_cost=64 * 1024,
    argon2__time_cost=3,
    argon2__parallelism=1,
)
# Of a password nobody knows, at the same cost as every other.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=1$jlEKQYjR+n/vfc9Za22tdQ$Vpabpippkxx697/Dc63nE3Logh14Y0QSAPIroajFrmU"
Result = TypeVar("Result")


def generate() -> str:
    """A password that is strong (99 bits) and readable, like `k7mqz-9ahtw-xk2rf-c8dvn`."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LETTERS)) for _ in range(_GROUPS))
    return "-".join(groups)


def check(password: str, *whose: str, field: str = "password") -> None:
    """Raises BadInput for a password that is too short, too long, not text, common, or one of `whose` names."""
    if len(password) < MINIMUM_CHARACTERS:
        raise BadInput(f"the password needs at least {MINIMUM_CHARACTERS} characters", field=field)
    if not _usable(password):
        raise BadInput(f"the password may have {MAXIMUM_BYTES} bytes of text at most", field=field)
    folded = password.casefold()
    if folded in {name.casefold() for name in whose} | {name.casefold().partition("@")[0] for name in whose}:
        raise BadInput("the password may not be the name or the e-mail address", field=field)
    if folded in _common():
        raise BadInput("this password is among the most used ones: choose another", field=field)


@cache
def _common() -> frozenset[str]:
    """The most used passwords that are long enough; read when first asked for, as it takes 0.1 s and 15 MB."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= MINIMUM_CHARACTERS)


async def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    return await _in_thread(lambda: str(_CONTEXT.hash(password)))


async def verified(password: str, password_hash: str | None) -> tuple[bool, str | None]:
    """Whether the password fits, and a new hash if the old one is outdated.

    Takes as long without a hash (an unknown user) as with one, so that time does not tell who exists.
    """
    return await _in_thread(lambda: _verified(password, password_hash))


def _verified(password: str, password_hash: str | None) -> tuple[bool, str | None]:
    if password_hash is None or not _usable(password):
        _CONTEXT.verify("", _NOBODY)
        return False, None
    try:
        fits, replacement = _CONTEXT.verify_and_update(password, password_hash)
    except ValueError:  # bcrypt refuses more than 72 bytes and NUL; a damaged hash fits nothing
        return False, None
    return bool(fits), replacement


def _usable(password: str) -> bool:
    try:
        return len(password.encode()) <= MAXIMUM_BYTES
    except UnicodeEncodeError:
        return False


async def _in_thread(work: Callable[[], Result]) -> Result:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work)
