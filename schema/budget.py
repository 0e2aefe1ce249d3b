"""What a user may spend on queries: a bucket of points that fills again, a little each second.

An answer that is kept costs nothing. Who is not signed in can ask nothing that costs.
"""

import math

from backend.accounts.bucket import Bucket
from backend.errors import RateLimited
from schema.context import Context


async def spend(context: Context) -> None:
    """Take the operation's cost from the budget of who asks. Raises RateLimited where there is not enough left."""
    settings, identity = context.settings, context.identity
    if identity is None or not context.cost or not settings.cost_budget:
        return
    bucket = Bucket(max(settings.cost_budget, settings.cost_limit), settings.cost_per_second)
    context.budget, wait = await context.counters.take(f"cost {identity.id}", context.cost, bucket)
    if wait:
        seconds = math.ceil(wait)
        raise RateLimited(
            f"the query costs {context.cost} points and {context.budget} are left of your budget, "
            f"which gains {settings.cost_per_second:g} a second: try again in {seconds} s",
            seconds,
        )
