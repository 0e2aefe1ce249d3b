"""Lists of a parent's children are fetched together: how many statements reach PostgreSQL, counted by its own log."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from backend.db import Database
from tests.tiny import TinyShop, sale

CUSTOMERS, ORDERS_EACH, LINES_EACH = 60, 3, 2
PAGE = """
query Page($first: Int!) {
  sales {
    customers(first: $first) {
      totalCount
      edges { node { revenue customer { id country orders(first: 5) {
        totalCount edges { node { number placedAt revenue lines { product { code name } quantity amount } } }
      } } } }
    }
  }
}
"""
SCORES = "query Scores($first: Int!) { sales { customers(first: $first) { edges { node { customer { id rfm } } } } } }"
NO_STATEMENT = ("pg_advisory_unlock_all", "UNLISTEN", "typeinfo_tree", "set_config('jit'")
"""What the pool says when a connection comes back, and what asyncpg asks about types on a new one."""


class StatementLog:
    """The statements that the server ran on its connections, read from the log that it writes before each one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.forget()

    def forget(self) -> None:
        self._read = self._path.stat().st_size

    def statements(self) -> list[str]:
        """Those since the last `forget`."""
        entries = self._path.read_bytes()[self._read :].decode().split("LOG:  ")
        logged = [entry.partition(": ") for entry in entries if entry.startswith(("execute", "statement"))]
        return [text for _, _, text in logged if not any(words in text for words in NO_STATEMENT)]


@pytest.fixture
async def log(tiny: TinyShop, tiny_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StatementLog]:
    """A log of everything that the shop asks from here on: its connections are replaced by ones that are logged."""
    pool = await asyncpg.create_pool(tiny_dsn, min_size=2, max_size=6, server_settings={"log_statement": "all"})
    plain, tiny.db = tiny.db, Database(pool)
    yield StatementLog(tmp_path_factory.getbasetemp() / "tiny" / "postgres" / "postgres.log")
    await tiny.db.close()
    tiny.db = plain


@pytest.fixture
async def shop(tiny: TinyShop) -> TinyShop:
    """Sixty customers with three orders each, two lines to an order."""
    await tiny.load(
        *(
            sale(f"{customer}{order}", f"A{line}", 1 + line, "1.50", CustomerID=str(customer))
            for customer in range(100, 100 + CUSTOMERS)
            for order in range(ORDERS_EACH)
            for line in range(LINES_EACH)
        )
    )
    return tiny


@pytest.mark.anyio
@pytest.mark.parametrize("first", [1, 50])
async def test_a_page_of_customers_with_orders_and_lines(shop: TinyShop, log: StatementLog, first: int) -> None:
    """At most four statements, whether the page holds one customer or fifty."""
    await shop.ask(PAGE, {"first": first})
    log.forget()
    customers = (await shop.ask(PAGE, {"first": first}))["sales"]["customers"]
    statements = log.statements()
    assert len(customers["edges"]) == first
    for edge in customers["edges"]:
        orders = edge["node"]["customer"]["orders"]
        assert (orders["totalCount"], len(orders["edges"])) == (ORDERS_EACH, ORDERS_EACH)
        assert [len(order["node"]["lines"]) for order in orders["edges"]] == [LINES_EACH] * ORDERS_EACH
    assert 3 <= len(statements) <= 4, "\n".join(statements)


@pytest.mark.anyio
async def test_the_scores_of_a_page_are_one_statement(shop: TinyShop, log: StatementLog) -> None:
    counts = []
    await shop.ask(SCORES, {"first": 1})
    for first in (1, 50):
        log.forget()
        await shop.ask(SCORES, {"first": first})
        counts.append(len(log.statements()))
    assert counts[0] == counts[1] <= 4


@pytest.mark.anyio
async def test_what_is_remembered_of_the_data_set_is_never_answered_after_a_load(shop: TinyShop) -> None:
    asked = "{ dataset { version to orders } sales { period { to } kpis { orders } } }"
    before = await shop.ask(asked)
    await shop.load(sale("9999", "A1", 1, "1.50", InvoiceDate="2024-03-05 09:00:00"))
    after = await shop.ask(asked)
    orders = CUSTOMERS * ORDERS_EACH
    assert (before["dataset"]["to"], before["sales"]["kpis"]["orders"]) == ("2024-03-04", orders)
    assert (after["dataset"]["to"], after["sales"]["period"]["to"]) == ("2024-03-05", "2024-03-05")
    assert (after["dataset"]["orders"], after["sales"]["kpis"]["orders"]) == (orders + 1, orders + 1)
    assert after["dataset"]["version"] != before["dataset"]["version"]


@pytest.mark.anyio
async def test_the_log_sees_what_goes_around_the_door(shop: TinyShop, log: StatementLog) -> None:
    """A statement on a connection of the pool that `Database` does not count is counted here."""
    async with shop.db.connection() as connection:
        await connection.fetch("select 1")
        await connection.execute("select 2; select 3")
    assert len(log.statements()) == 2
