"""What the API tells by itself, over a websocket."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import strawberry

from backend.errors import Unavailable
from schema.context import Info
from schema.dataset import Dataset


@strawberry.type
class Subscription:
    @strawberry.subscription(
        description="The data set's state now, and again within a second of every committed change."
    )
    async def dataset_changed(self, info: Info) -> AsyncIterator[Dataset]:
        changes = info.context.changes
        if changes is None:
            raise Unavailable("changes are told over a websocket (graphql-transport-ws) alone")
        async with aclosing(changes.states()) as states:
            async for state in states:
                info.context.see(state)
                yield await Dataset.of(info, state)
