"""A leaky bucket: full at first, emptied by what is taken, filled again a little each second."""

import math
import time
from dataclasses import dataclass
from typing import Any

import redis.asyncio

MOST_KEPT = 100_000

_TAKE = """
local now = redis.call('TIME')
now = tonumber(now[1]) + tonumber(now[2]) / 1e6
local amount, size, rate = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local kept = redis.call('HMGET', KEYS[1], 'level', 'at')
local level = size
if kept[1] then level = math.min(size, tonumber(kept[1]) + math.max(now - tonumber(kept[2]), 0) * rate) end
if amount > level then return {tostring(level), tostring((amount - level) / rate)} end
redis.call('HSET', KEYS[1], 'level', tostring(level - amount), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], math.ceil(size / rate * 1000) + 1000)
return {tostring(level - amount), '0'}
"""


@dataclass(frozen=True, slots=True)
class Bucket:
    """How much a bucket holds, and how much of it comes back in a second."""

    size: int
    per_second: float


class MemoryBuckets:
    """Buckets of this process."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, float]] = {}  # level, and when it was that

    async def take(self, key: str, amount: int, bucket: Bucket) -> tuple[int, float]:
        """What is left, and 0, or the seconds until there is enough; then nothing is taken."""
        now = time.monotonic()
        level, at = self._kept.get(key, (float(bucket.size), now))
        level = min(bucket.size, level + (now - at) * bucket.per_second)
        if amount > level:
            return math.floor(level), (amount - level) / bucket.per_second
        if len(self._kept) >= MOST_KEPT:
            self._drop_full(now, bucket)
        self._kept[key] = level - amount, now
        return math.floor(level - amount), 0.0

    def _drop_full(self, now: float, bucket: Bucket) -> None:
        """Forget those that are full again: they are as if they had never been asked."""
        for key, (level, at) in list(self._kept.items()):
            if level + (now - at) * bucket.per_second >= bucket.size:
                del self._kept[key]


class RedisBuckets:
    """Buckets in Redis, each emptied by one script, so that processes cannot take the same amount twice."""

    def __init__(self, client: "redis.asyncio.Redis") -> None:
        self._take: Any = client.register_script(_TAKE)

    async def take(self, key: str, amount: int, bucket: Bucket) -> tuple[int, float]:
        """What is left, and 0, or the seconds until there is enough; then nothing is taken."""
        left, wait = await self._take(keys=[f"sales:bucket:{key}"], args=[amount, bucket.size, bucket.per_second])
        return math.floor(float(left)), float(wait)
