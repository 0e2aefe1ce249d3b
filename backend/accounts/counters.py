"""Counters that limits are made of: in this process, or in Redis for all processes that share SALES_REDIS_URL.

While Redis is away each process counts for itself, which is told in the log once a minute: a limit that holds for each
process is better than none, and than a door that nobody can pass.
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Self, TypeVar

import redis.asyncio
from limits.aio.storage import MemoryStorage, RedisStorage
from redis.exceptions import RedisError

from backend.accounts.bucket import Bucket, MemoryBuckets, RedisBuckets
from backend.errors import UsageError

REDIS_SECONDS = 0.5
"""How long an answer of Redis is waited for."""

TRY_AGAIN_SECONDS = 5.0
"""How long Redis is left alone after it failed, so that not every request waits for it."""

TELL_SECONDS = 60.0

log = logging.getLogger(__name__)
Result = TypeVar("Result")


class Counters:
    """Counts and buckets by name; names are hashed before they leave the process, as they hold addresses."""

    def __init__(self, url: str | None = None) -> None:
        self._own = MemoryStorage()
        self._own_buckets = MemoryBuckets()
        self._client: redis.asyncio.Redis | None = None
        self._shared: RedisStorage | None = None
        self._away_until = self._told_at = float("-inf")
        if url is None:
            return
        try:
            self._client = redis.asyncio.Redis.from_url(
                url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
            )
            pool: Any = self._client.connection_pool
            self._shared = RedisStorage(
                f"async+{url}", implementation="redispy", key_prefix="sales", connection_pool=pool
            )
        except ValueError as error:
            raise UsageError(f"setting SALES_REDIS_URL: {error}") from error
        self._shared_buckets = RedisBuckets(self._client)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections to Redis."""
        if self._client is not None:
            await self._client.aclose()

    async def count(self, name: str, seconds: float, amount: int = 1) -> int:
        """Add to a counter that ends `seconds` after its first use; what it comes to."""
        key = _key(name)
        return await self._asked(
            lambda: self._own.incr(key, seconds, amount), lambda shared: shared.incr(key, int(seconds), amount)
        )

    async def left(self, name: str) -> float:
        """The seconds until a counter ends; 0 where there is none."""
        key = _key(name)
        return max(await self._asked(lambda: _ends(self._own, key), lambda shared: _ends(shared, key)) - time.time(), 0)

    async def forget(self, name: str) -> None:
        """End a counter."""
        key = _key(name)
        await self._asked(lambda: self._own.clear(key), lambda shared: shared.clear(key))

    async def take(self, name: str, amount: int, bucket: Bucket) -> tuple[int, float]:
        """Take from a bucket: what is left, and 0, or the seconds until there is enough; then nothing is taken."""
        key = _key(name)
        return await self._asked(
            lambda: self._own_buckets.take(key, amount, bucket),
            lambda _: self._shared_buckets.take(key, amount, bucket),
        )

    async def _asked(
        self, own: Callable[[], Awaitable[Result]], shared: Callable[[RedisStorage], Awaitable[Result]]
    ) -> Result:
        if self._shared is None or time.monotonic() < self._away_until:
            return await own()
        try:
            async with asyncio.timeout(REDIS_SECONDS):
                return await shared(self._shared)
        except (RedisError, OSError) as error:
            self._tell(error)
            return await own()

    def _tell(self, error: Exception) -> None:
        now = time.monotonic()
        self._away_until = now + TRY_AGAIN_SECONDS
        if now - self._told_at >= TELL_SECONDS:
            self._told_at = now
            reason = str(error) or type(error).__name__
            log.warning("Redis (SALES_REDIS_URL) is away, each process counts for its own limits: %s", reason)


async def _ends(storage: MemoryStorage | RedisStorage, key: str) -> float:
    return await storage.get_expiry(key) if await storage.get(key) > 0 else 0.0


def _key(name: str) -> str:
    return hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:40]
