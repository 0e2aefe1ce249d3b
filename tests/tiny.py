"""A shop small enough to work out by hand: rows loaded as a file is, asked through the schema as the server asks it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from strawberry.types import ExecutionResult

import schema
from backend.accounts.identity import Identity
from backend.accounts.links import Links
from backend.accounts.roles import Role
from backend.accounts.sessions import Sessions
from backend.accounts.signing_keys import SigningKeys
from backend.accounts.tokens import Tokens
from backend.accounts.users import User
from backend.analytics.filters import Filters, Scope, resolve
from backend.app.forecasts import forecasts_of
from backend.db import Database
from backend.db.embedded import embedded_postgres
from backend.db.migrate import migrate
from backend.forecast import ForecastWorkers
from backend.settings import Settings
from etl.uploads import Uploads
from schema.context import Context
from schema.errors import SalesSchema
from schema.limits import Limits
from schema.present import Present
from tests.etl.conftest import EMPTY
from tests.etl.rows import load_rows, row

SECRET = b"0123456789abcdef0123456789abcdef"
USER = User(UUID(int=1), "a@example.com", "A", Role.ADMIN, True, True, None, datetime(2024, 1, 1, tzinfo=UTC))


@dataclass
class TinyShop:
    """One data set; without `workers` it forecasts nothing."""

    db: Database
    settings: Settings
    workers: ForecastWorkers
    served: SalesSchema = field(default_factory=schema.build)

    async def load(self, *rows: tuple[str | None, ...]) -> None:
        await load_rows(self.db, *rows)

    async def scope(self, filters: Filters | None = None) -> Scope:
        return await resolve(self.db, filters or Filters())

    def context(self) -> Context:
        """What the server makes for each request of a signed-in administrator."""
        tokens = Tokens(SigningKeys(SECRET), timedelta(minutes=5))
        return Context(
            db=self.db,
            settings=self.settings,
            sessions=Sessions(self.db, tokens, timedelta(days=1)),
            links=Links(SECRET),
            forecasts=forecasts_of(self.db, self.workers),
            present=Present(self.db),
            request_id="tiny",
            loading=self.db,
            uploads=Uploads(self.settings.home),
            identity=Identity(UUID(int=2), user=USER),
        )

    async def answer(
        self, document: str, variables: dict[str, Any] | None = None, *, limited: bool = True
    ) -> ExecutionResult:
        """The whole answer, errors too; not `limited`: of documents larger than the server answers."""
        served = self.served
        if not limited:
            served = schema.build()
            served.extensions = tuple(extension for extension in served.extensions if extension is not Limits)
        return await served.execute(document, variable_values=variables, context_value=self.context())

    async def ask(self, document: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """The data; any error fails."""
        answer = await self.answer(document, variables)
        assert not answer.errors, answer.errors
        assert answer.data is not None
        return answer.data


def sale(order: str, product: str, quantity: float, price: str, **changes: str | None) -> tuple[str | None, ...]:
    """A line of an order, by default of customer 7 in France on Monday 2024-03-04 at ten; negative when sent back."""
    return row(
        InvoiceNo=order,
        StockCode=product,
        Description=changes.pop("Description", f"Product {product}"),
        Quantity=str(quantity),
        UnitPrice=price,
        **changes,
    )


@pytest.fixture(scope="session")
def tiny_dsn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with embedded_postgres(Path(tmp_path_factory.getbasetemp()) / "tiny") as dsn:
        asyncio.run(migrate(dsn))
        yield dsn


@pytest.fixture
async def tiny(tiny_dsn: str) -> AsyncIterator[TinyShop]:
    """An empty shop."""
    db = await Database.connect(tiny_dsn, size=6)
    await db.execute(EMPTY)
    yield TinyShop(db, Settings(_env_file=None), ForecastWorkers(0))
    await db.close()


__all__ = ["TinyShop", "sale", "tiny", "tiny_dsn"]
