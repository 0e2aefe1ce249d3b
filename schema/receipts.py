"""How an answer came to be: `extensions.receipt` on every answer to a signed-in user, unless switched off."""

from typing import Any

import asyncpg
from strawberry.extensions import SchemaExtension

from backend.errors import SalesError
from schema.context import Context


class Receipts(SchemaExtension):
    """Adds the receipt: data set version, when it was committed, cost, and per field source, reason, rows and time."""

    async def get_results(self) -> dict[str, Any]:
        """The extension's part of `extensions`; none for a visitor, or when the data set cannot be read."""
        context: Context = self.execution_context.context
        if context.identity is None or not context.settings.receipts:
            return {}
        try:
            state = await context.dataset()
        except (SalesError, asyncpg.PostgresError):  # the answer itself tells of it
            return {}
        return {
            "receipt": {
                "datasetVersion": str(state.version),
                "committedAt": state.loaded_at.isoformat() if state.loaded_at else None,
                "cost": context.cost,
                "fields": [receipt._asdict() for receipt in context.receipts.values()],
            }
        }
