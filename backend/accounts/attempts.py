"""Attempts to sign in, to register and to have a password reset: counted, slowed down, then locked out for a while.

Counted by account and address together, by account from everywhere, and by address for all accounts; the narrow count
locks early, so that whoever guesses at an account locks themselves out before they lock out its owner.
"""

import ipaddress
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from backend.accounts.counters import Counters
from backend.errors import RateLimited, Unauthenticated

WINDOW_SECONDS = LOCK_SECONDS = 15 * 60
IPV6_NETWORK = 64

Kind = Literal["login", "register", "reset"]
Locked = Callable[[str], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rule:
    """After `free` attempts in the window each next one waits, 1 s, 2 s, 4 s and so on; after `most` it is locked."""

    free: int
    most: int


# By account and address, by account, by address.
_ASKING = (Rule(3, 6), Rule(10, 20), Rule(20, 60))
RULES: dict[Kind, tuple[Rule, Rule, Rule]] = {
    "login": (Rule(5, 10), Rule(20, 50), Rule(20, 100)),
    "register": _ASKING,
    "reset": _ASKING,
}


class Attempts:
    """The attempts on one installation. `locked` is told of an account at whose name attempts were locked."""

    def __init__(self, counters: Counters, locked: Locked) -> None:
        self._counters = counters
        self._locked = locked

    async def ask(self, kind: Kind, account: str, address: str | None) -> None:
        """Count an attempt that costs the same whether it succeeds or not. Raises RateLimited."""
        names = _names(kind, account, address)
        for name, _ in names:
            await self._refuse_early(name)
        for name, rule in names:
            await self._count(name, rule)

    @asynccontextmanager
    async def guess(self, account: str, address: str | None) -> AsyncIterator[None]:
        """Around the check of a password: a wrong one (Unauthenticated) counts, a right one ends the account's counts.

        Raises RateLimited. It counts before the check, so that guesses made at once are not free.
        """
        names = _names("login", account, address)
        for name, _ in names:
            await self._refuse_early(name)
        numbers = [await self._count(name, rule) for name, rule in names]
        try:
            yield
        except Unauthenticated:
            for number, (name, rule) in zip(numbers, names, strict=True):
                await self._wait(name, _delay(number, rule))  # from now, however long the check took
            if any(number == rule.most for number, (_, rule) in zip(numbers[:2], names, strict=False)):
                await self._locked(account)
            raise
        await self.forgive(account, address)
        name, _ = names[2]
        await self._counters.forget(f"{name} wait")
        if await self._counters.count(name, WINDOW_SECONDS, -1) <= 0:
            await self._counters.forget(name)

    async def forgive(self, account: str, address: str | None) -> None:
        """End what was counted of wrong passwords for an account: its owner proved to be that."""
        for name, _ in _names("login", account, address)[:2]:
            await self._counters.forget(name)
            await self._counters.forget(f"{name} wait")

    async def _count(self, name: str, rule: Rule) -> int:
        """Count one, and let the next wait; which one it was."""
        number = await self._counters.count(name, WINDOW_SECONDS)
        await self._wait(name, _delay(number, rule))
        return number

    async def _wait(self, name: str, seconds: float) -> None:
        if seconds > await self._counters.left(f"{name} wait"):
            await self._counters.forget(f"{name} wait")
            await self._counters.count(f"{name} wait", seconds)

    async def _refuse_early(self, name: str) -> None:
        seconds = math.ceil(await self._counters.left(f"{name} wait"))
        if seconds > 0:
            raise RateLimited(f"too many attempts: try again in {_told(seconds)}", seconds)


def _delay(number: int, rule: Rule) -> int:
    """The seconds to wait after this attempt."""
    if number < rule.free:
        return 0
    return LOCK_SECONDS if number >= rule.most else min(2 ** (number - rule.free), LOCK_SECONDS)


def _names(kind: Kind, account: str, address: str | None) -> list[tuple[str, Rule]]:
    account, network = account.strip().lower(), _network(address)
    pair, everywhere, everybody = RULES[kind]
    return [
        (f"{kind} account {account} from {network}", pair),
        (f"{kind} account {account}", everywhere),
        (f"{kind} from {network}", everybody),
    ]


def _network(address: str | None) -> str:
    """What one client can have: an IPv4 address, a /64 of IPv6."""
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return address or "unknown"
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network((known, IPV6_NETWORK), strict=False))


def _told(seconds: int) -> str:
    return f"{seconds} s" if seconds < 120 else f"{math.ceil(seconds / 60)} minutes"
