"""Uploading, previewing, loading, undoing and recording, as a client does it over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from backend.accounts.roles import Role
from backend.accounts.users import create
from backend.app.application import create_app
from backend.db import Database
from backend.db.embedded import embedded_postgres
from backend.db.migrate import migrate
from tests.app.conftest import LOGIN, PASSWORD, Client, settings
from tests.etl.conftest import EMPTY
from tests.etl.rows import row, write

pytestmark = pytest.mark.anyio

LOAD = "id source status ordersAdded ordersReplaced ordersUnchanged rowsRead rowsLoaded rowsRejected"
PREVIEW = """mutation ($id: ID!, $options: LoadOptions) { previewUpload(uploadId: $id, options: $options) {
    mapping { field column } columns sample rowsRead rowsLoaded rowsRejected rejects { reason rows examples }
    ordersAdded ordersReplaced ordersUnchanged before { revenue } after { revenue orders } warnings } }"""
LOAD_UPLOAD = f"mutation ($id: ID!) {{ loadUpload(uploadId: $id) {{ {LOAD} rejects {{ reason rows examples }} }} }}"
UNDO = f"mutation ($id: ID!) {{ undoLoad(loadId: $id) {{ {LOAD} }} }}"
RECORD = f"""mutation ($orders: [OrderInput!]!) {{
    recordOrders(orders: $orders) {{ load {{ {LOAD} }} dataset {{ version orders }} }} }}"""
LOADS = f"{{ loads {{ totalCount edges {{ node {{ {LOAD} quality {{ shareWithoutCustomer }} }} }} }} }}"
ORDER = {
    "number": "L1",
    "placedAt": "2024-05-06T07:08:09",
    "customer": "7",
    "country": "France",
    "lines": [{"product": "a1", "name": "Red mug", "quantity": 2, "unitPrice": "1.25"}],
}


@pytest.fixture(scope="module")
def dsn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with embedded_postgres(tmp_path_factory.mktemp("shop")) as address:
        asyncio.run(migrate(address))
        yield address


@pytest.fixture(scope="module")
async def shop(dsn: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Starlette]:
    application = create_app(settings(tmp_path_factory.mktemp("home")), dsn, dashboard=False)
    async with application.router.lifespan_context(application):
        db: Database = application.state.db
        for name, role in (("ann", Role.ANALYST), ("bea", Role.ANALYST), ("vic", Role.VIEWER)):
            await create(db, f"{name}@example.com", name, role, PASSWORD)
        yield application


async def signed_in(shop: Starlette, name: str) -> Client:
    async with Client(shop) as visitor:
        body, _ = await visitor.ask(LOGIN, {"email": f"{name}@example.com", "password": PASSWORD})
    return Client(shop, Authorization=f"Bearer {body['data']['login']['accessToken']}")


@pytest.fixture
async def ann(shop: Starlette) -> AsyncIterator[Client]:
    await shop.state.db.execute(EMPTY)
    async with await signed_in(shop, "ann") as client:
        yield client


async def answer(client: Client, document: str, **variables: Any) -> dict[str, Any]:
    body, _ = await client.ask(document, variables)
    assert "errors" not in body, body
    data: dict[str, Any] = body["data"]
    return data


async def upload(client: Client, path: Path) -> str:
    content = await asyncio.to_thread(path.read_bytes)
    sent = await client.post("/upload", params={"name": path.name}, content=content)
    assert sent.status_code == 201, sent.text
    return str(sent.json()["uploadId"])


async def test_from_upload_to_undo(ann: Client, tmp_path: Path) -> None:
    path = write(tmp_path / "export.csv.gz", row(), row(InvoiceNo="1002"), row(UnitPrice="0"))
    upload_id = await upload(ann, path)
    told = (await answer(ann, PREVIEW, id=upload_id))["previewUpload"]
    assert {"field": "order", "column": "InvoiceNo"} in told["mapping"]
    assert (told["before"], told["after"]) == ({"revenue": "0.00"}, {"revenue": "6.00", "orders": 2})
    assert told["rejects"] == [{"reason": "zero price", "rows": 1, "examples": ["export.csv.gz, row 4, UnitPrice: 0"]}]
    assert told["warnings"] == ["1 of 3 rows would be rejected"]
    assert (await answer(ann, LOADS))["loads"]["totalCount"] == 0
    failed, _ = await ann.ask(LOAD_UPLOAD, {"id": upload_id})
    assert "more than 20%" in failed["errors"][0]["message"]
    path = write(tmp_path / "better.csv", row(), row(InvoiceNo="1002"))
    upload_id = await upload(ann, path)
    done = (await answer(ann, LOAD_UPLOAD, id=upload_id))["loadUpload"]
    assert (done["status"], done["ordersAdded"], done["rowsLoaded"]) == ("COMMITTED", 2, 2)
    assert await ann.codes(LOAD_UPLOAD, {"id": upload_id}) == ["NOT_FOUND"]
    assert (await answer(ann, "{ dataset { orders quality { duplicates } } }"))["dataset"]["orders"] == 2
    undone = (await answer(ann, UNDO, id=done["id"]))["undoLoad"]
    assert undone["status"] == "UNDONE"
    listed = (await answer(ann, LOADS))["loads"]["edges"]
    assert [each["node"]["status"] for each in listed] == ["UNDONE", "FAILED"]


async def test_live_orders_are_there_when_the_answer_is(ann: Client) -> None:
    result = (await answer(ann, RECORD, orders=[ORDER]))["recordOrders"]
    assert (result["load"]["ordersAdded"], result["dataset"]["orders"]) == (1, 1)
    shown = (await answer(ann, '{ order(number: "L1") { revenue placedAt lines { product { code name } } } }'))["order"]
    assert shown == {
        "revenue": "2.50",
        "placedAt": "2024-05-06T07:08:09",
        "lines": [{"product": {"code": "A1", "name": "Red mug"}}],
    }
    again = (await answer(ann, RECORD, orders=[ORDER]))["recordOrders"]
    assert again["dataset"]["version"] == result["dataset"]["version"]


async def test_one_bad_live_order_refuses_all(ann: Client) -> None:
    bad = ORDER | {"number": "L2", "lines": [ORDER["lines"][0] | {"unitPrice": "0"}]}  # type: ignore[index, operator]
    body, _ = await ann.ask(RECORD, {"orders": [ORDER, bad]})
    [error] = body["errors"]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == (
        "BAD_USER_INPUT",
        "orders[1].lines[0].unitPrice",
    )
    assert (await answer(ann, "{ dataset { orders } }"))["dataset"]["orders"] == 0


async def test_a_viewer_may_change_nothing(ann: Client, shop: Starlette, tmp_path: Path) -> None:
    upload_id = await upload(ann, write(tmp_path / "export.csv", row()))
    async with await signed_in(shop, "vic") as viewer:
        for document, variables in (
            (PREVIEW, {"id": upload_id}),
            (LOAD_UPLOAD, {"id": upload_id}),
            (UNDO, {"id": "1"}),
            (RECORD, {"orders": [ORDER]}),
        ):
            assert await viewer.codes(document, variables) == ["FORBIDDEN"]
        sent = await viewer.post("/upload", params={"name": "a.csv"}, content=b"x")
        assert (sent.status_code, sent.json()["error"]["code"]) == (403, "FORBIDDEN")


async def test_an_upload_is_its_owners_alone(ann: Client, shop: Starlette, tmp_path: Path) -> None:
    upload_id = await upload(ann, write(tmp_path / "export.csv", row()))
    async with await signed_in(shop, "bea") as other:
        assert await other.codes(PREVIEW, {"id": upload_id}) == ["NOT_FOUND"]
        assert await other.codes(LOAD_UPLOAD, {"id": upload_id}) == ["NOT_FOUND"]


async def test_without_signing_in_nothing_is_kept(shop: Starlette) -> None:
    async with Client(shop) as visitor:
        sent = await visitor.post("/upload", params={"name": "a.csv"}, content=b"x")
        assert (sent.status_code, sent.json()["error"]["code"]) == (401, "UNAUTHENTICATED")
        assert (await visitor.get("/upload")).status_code == 401


@pytest.mark.parametrize(("params", "content"), [({}, b"x"), ({"name": " "}, b"x"), ({"name": "a.csv"}, b"")])
async def test_an_upload_needs_a_name_and_a_body(ann: Client, params: dict[str, str], content: bytes) -> None:
    sent = await ann.post("/upload", params=params, content=content)
    assert (sent.status_code, sent.json()["error"]["code"]) == (400, "BAD_USER_INPUT")


@pytest.mark.parametrize(
    ("load_id", "code"), [("404", "NOT_FOUND"), ("x", "BAD_USER_INPUT"), ("9" * 30, "BAD_USER_INPUT")]
)
async def test_an_unknown_load_cannot_be_undone(ann: Client, load_id: str, code: str) -> None:
    assert await ann.codes(UNDO, {"id": load_id}) == [code]


async def test_a_file_that_cannot_be_read_is_told_in_one_line(ann: Client, tmp_path: Path) -> None:
    path = tmp_path / "page.csv"
    path.write_text("<html><body>Sign in</body></html>")
    body, _ = await ann.ask(PREVIEW, {"id": await upload(ann, path)})
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert body["errors"][0]["message"].startswith("page.csv: ")


async def test_presets_go_by_name_and_never_by_path(ann: Client, tmp_path: Path) -> None:
    secret = tmp_path / "secret.toml"
    secret.write_text('password = "x"')
    upload_id = await upload(ann, write(tmp_path / "export.csv", row()))
    for preset in (str(secret), "../presets/shopify", "/etc/passwd"):
        body, _ = await ann.ask(PREVIEW, {"id": upload_id, "options": {"preset": preset}})
        assert body["errors"][0]["extensions"]["field"] == "preset"
    body, _ = await ann.ask(PREVIEW, {"id": upload_id, "options": {"currency": "eur"}})
    assert body["errors"][0]["extensions"]["field"] == "currency"


async def test_a_mapping_can_be_given(ann: Client, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("a,b,c,d,e\n1,X,2,3.50,2024-01-02\n")
    options = {
        "mapping": [
            {"field": field, "column": column}
            for field, column in zip(("order", "product", "quantity", "price", "date"), "abcde", strict=True)
        ],
        "country": "Malta",
    }
    told = (await answer(ann, PREVIEW, id=await upload(ann, path), options=options))["previewUpload"]
    assert told["after"] == {"revenue": "7.00", "orders": 1}
