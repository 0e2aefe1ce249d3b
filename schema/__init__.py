"""The GraphQL schema: types, resolvers that map, call and return, and nothing else."""

from strawberry.schema.config import StrawberryConfig

from schema.completion import Executor
from schema.consistency import ConsistentSchema
from schema.errors import SalesSchema
from schema.guard import Guard
from schema.limits import Limits
from schema.query import Mutation, Query
from schema.receipts import Receipts
from schema.scalars import SCALARS
from schema.shadow import Shadows
from schema.subscription import Subscription


def build() -> SalesSchema:
    """The schema that is served, and printed into schema/schema.graphql."""
    return ConsistentSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        extensions=[Guard, Limits, Receipts, Shadows],
        execution_context_class=Executor,
        config=StrawberryConfig(scalar_map=SCALARS),
    )
