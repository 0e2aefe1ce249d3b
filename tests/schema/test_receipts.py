"""Receipts: every answer to a signed-in user tells how it came to be."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette

from backend.app.application import create_app
from backend.db import Database
from tests.app.conftest import LOGIN, Client, settings
from tests.etl.rows import load_rows, row

pytestmark = pytest.mark.anyio

ASKED = """{
  sales { kpis { revenue } products { edges { node { revenue } } } }
  orders: sales { orders { edges { node { number lines { amount } } } } }
}"""


async def test_it_names_version_time_and_how_each_field_was_answered(db: Database, asking: Client) -> None:
    await load_rows(db, row(), row(InvoiceNo="1002"))
    body, _ = await asking.ask(ASKED)
    receipt = body["extensions"]["receipt"]
    assert set(receipt) == {"datasetVersion", "committedAt", "cost", "fields"}
    assert receipt["datasetVersion"] == "1"
    assert 0 <= (datetime.now(UTC) - datetime.fromisoformat(receipt["committedAt"])).total_seconds() < 60
    fields = {field["path"]: field for field in receipt["fields"]}
    assert {"sales.kpis", "sales.products", "orders.orders", "orders.orders.edges.node.lines"} <= set(fields)
    for field in fields.values():
        assert set(field) == {"path", "source", "reason", "rows", "milliseconds"}
        assert field["milliseconds"] >= 0
    assert fields["sales.products"]["source"] == "rollup_products_running"
    assert "products" in fields["sales.products"]["reason"]
    assert fields["sales.products"]["rows"] >= 1


@pytest.mark.parametrize("document", ["{ __typename }", "{ me { id } }", "{ dataset { version } }", "{ nothing }"])
async def test_every_answer_has_one(db: Database, asking: Client, document: str) -> None:
    body, _ = await asking.ask(document)
    assert body["extensions"]["receipt"]["datasetVersion"] == "0"
    assert body["extensions"]["receipt"]["committedAt"] is None
    await load_rows(db, row())
    body, _ = await asking.ask(document)
    assert body["extensions"]["receipt"]["datasetVersion"] == "1"


async def test_a_visitor_is_told_nothing(changing_app: Starlette) -> None:
    async with Client(changing_app) as visitor:
        for document in ("{ dataset { version } }", LOGIN.replace("$email: String!", "$email: String")):
            body, _ = await visitor.ask(document, {"email": "x", "password": "y"})
            assert "receipt" not in body.get("extensions", {})


async def test_a_setting_leaves_it_out(asking: Client, changing_dsn: str, tmp_path: Path) -> None:
    app = create_app(settings(tmp_path, SALES_RECEIPTS=False), changing_dsn, dashboard=False)
    async with app.router.lifespan_context(app), Client(app) as client:
        body, _ = await client.ask("{ dataset { version } }", Authorization=asking.headers["Authorization"])
        assert body["data"]["dataset"]["version"]
        assert "receipt" not in body.get("extensions", {})
