"""`/upload` over real sockets: cut off, too large, hostile, concurrent, forbidden; its progress, quota and expiry."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.accounts.roles import Role
from backend.accounts.users import create
from backend.db import Database
from tests.app.conftest import LOGIN, PASSWORD
from tests.app.live import Live, database, served
from tests.etl.rows import row, write

REJECTS = "mutation ($id: ID!) { loadUpload(uploadId: $id) { id source rejects { examples } } }"
GIGABYTE = 1 << 30


@dataclass(frozen=True)
class Shop:
    """A server with small quotas, and its folder of uploads."""

    live: Live
    folder: Path

    def client(self, token: str | None = None) -> httpx.Client:
        bearer = {"Authorization": f"Bearer {token or self.live.token}"}
        return httpx.Client(base_url=self.live.url, headers=bearer, timeout=60)

    def left(self) -> list[str]:
        return [path.name for path in self.folder.rglob("*") if path.is_file()]


@pytest.fixture(scope="module")
def served_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    home = tmp_path_factory.mktemp("shop")
    limits = {"SALES_UPLOADS_PER_USER": "3", "SALES_UPLOAD_MEGABYTES_PER_USER": "4", "SALES_UPLOAD_HOURS": "0.001"}
    with database(home) as dsn, served(dsn, home, **limits) as live:
        yield Shop(live, home / "uploads")


@pytest.fixture
def shop(served_shop: Shop) -> Shop:
    """With nothing uploaded."""
    with served_shop.client() as client:
        for each in client.get("/upload").json()["uploads"]:
            client.delete(f"/upload/{each['uploadId']}")
    wait_for(lambda: not served_shop.left())
    return served_shop


def wait_for(holds: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def begin(shop: Shop, headers: str, body: bytes) -> socket.socket:
    """A request whose body may go on; what has to be known of HTTP is spelt out."""
    address = httpx.URL(shop.live.url)
    opened = socket.create_connection((address.host, address.port or 80), timeout=20)
    head = f"POST /upload?name=export.csv HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer {shop.live.token}\r\n"
    opened.sendall(f"{head}{headers}\r\n\r\n".encode() + body)
    return opened


def answered(opened: socket.socket) -> str:
    with opened:
        return opened.makefile("rb").read().decode()


def sent(client: httpx.Client, name: str = "export.csv", content: bytes = b"x") -> httpx.Response:
    return client.post("/upload", params={"name": name}, content=content)


def test_an_upload_cut_off_midway_leaves_nothing(shop: Shop) -> None:
    with begin(shop, "Content-Length: 3000000", b"x" * 1_500_000):
        wait_for(shop.left)
    wait_for(lambda: not shop.left())


def test_its_progress_is_told_while_it_arrives(shop: Shop) -> None:
    with begin(shop, "Content-Length: 3000000\r\nConnection: close", b"x" * 1_500_000) as opened:
        wait_for(shop.left)
        with shop.client() as client:
            wait_for(lambda: client.get("/upload").json()["uploads"][0]["bytesReceived"] > 1_000_000)
            [told] = client.get("/upload").json()["uploads"]
            assert (told["name"], told["bytesExpected"], told["complete"]) == ("export.csv", 3_000_000, False)
            assert client.get(f"/upload/{told['uploadId']}").json() == told
            early = client.post("/graphql", json={"query": REJECTS, "variables": {"id": told["uploadId"]}}).json()
            assert early["errors"][0]["extensions"]["code"] == "CONFLICT"
            opened.sendall(b"x" * 1_500_000)
            assert "HTTP/1.1 201" in answered(opened)
            whole = client.get(f"/upload/{told['uploadId']}").json()
            assert whole == told | {"bytesReceived": 3_000_000, "complete": True}


def test_more_than_a_gigabyte_is_refused_before_it_is_sent(shop: Shop) -> None:
    answer = answered(begin(shop, f"Content-Length: {GIGABYTE + 1}", b"x" * 1000))
    assert "HTTP/1.1 413" in answer
    assert "export.csv: larger than 1,073,741,824 bytes; compress it (.gz)" in answer
    assert shop.left() == []


def test_beyond_the_quota_nothing_is_kept_whether_announced_or_not(shop: Shop) -> None:
    with shop.client() as client:
        told = sent(client, content=b"x" * 5_000_000)
        assert (told.status_code, told.json()["error"]["code"]) == (409, "CONFLICT")
        parts = (b"x" * 100_000 for _ in range(50))
        assert client.post("/upload", params={"name": "a.csv"}, content=parts).status_code == 409
        wait_for(lambda: not shop.left())
        for _ in range(3):
            assert sent(client).status_code == 201
        refused = sent(client)
        assert refused.status_code == 409
        assert "you have 3 unused uploads" in refused.json()["error"]["message"]
        assert client.delete(f"/upload/{client.get('/upload').json()['uploads'][0]['uploadId']}").status_code == 204
        assert sent(client).status_code == 201
        assert client.delete(f"/upload/{'0' * 32}").status_code == 404


@pytest.mark.parametrize(
    "name", ["../../../etc/cron.d/x", "/etc/passwd", ".bashrc", "a\r\nSet-Cookie: b.csv", "<b>.csv"]
)
def test_a_hostile_name_is_only_a_name(shop: Shop, name: str) -> None:
    with shop.client() as client:
        told = sent(client, name)
    assert told.status_code == 201
    assert shop.left() == [told.json()["name"]]
    assert not set("/\\\r\n<>") & set(told.json()["name"])


def test_a_form_is_told_how_to_send_the_file(shop: Shop) -> None:
    with shop.client() as client:
        refused = client.post("/upload", params={"name": "a.csv"}, files={"file": b"a,b"})
    assert refused.status_code == 400
    assert "curl -X POST -T" in refused.json()["error"]["message"]
    assert shop.left() == []


def test_a_viewer_is_refused_before_anything_is_kept(shop: Shop) -> None:
    async def viewer() -> None:
        db = await Database.connect(shop.live.dsn, size=2)
        await create(db, "vic@example.com", "Vic", Role.VIEWER, PASSWORD)
        await db.close()

    asyncio.run(viewer())
    login = {"query": LOGIN, "variables": {"email": "vic@example.com", "password": PASSWORD}}
    token = httpx.post(f"{shop.live.url}/graphql", json=login, timeout=30).json()["data"]["login"]["accessToken"]
    with shop.client(token) as client:
        for refused in (sent(client), client.get("/upload"), client.delete(f"/upload/{'0' * 32}")):
            assert (refused.status_code, refused.json()["error"]["code"]) == (403, "FORBIDDEN")
    assert shop.left() == []


def test_several_at_once_are_all_kept(shop: Shop) -> None:
    ids = []

    def send(number: int) -> None:
        with shop.client() as client:
            ids.append(sent(client, f"{number}.csv", bytes([number]) * 1_000_000).json()["uploadId"])

    threads = [threading.Thread(target=send, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(ids)) == 3
    for path in shop.folder.rglob("*.csv"):
        assert path.read_bytes() == bytes([int(path.stem)]) * 1_000_000


def test_an_unused_upload_expires(shop: Shop) -> None:
    """After 3.6 s on this server."""
    with shop.client() as client:
        upload_id = sent(client).json()["uploadId"]
        assert shop.left() == ["export.csv"]
        wait_for(lambda: not shop.left())
        assert client.get(f"/upload/{upload_id}").status_code == 404


def test_rejects_name_the_file_as_its_user_does(shop: Shop, tmp_path: Path) -> None:
    path = write(tmp_path / "May.csv", *[row(InvoiceNo=str(number)) for number in range(9)], row(UnitPrice="0"))
    with shop.client() as client:
        upload_id = sent(client, "May & June.csv", path.read_bytes()).json()["uploadId"]
        answer = client.post("/graphql", json={"query": REJECTS, "variables": {"id": upload_id}}).json()
        loaded = answer["data"]["loadUpload"]
        assert loaded["source"] == "May & June.csv"
        assert loaded["rejects"][0]["examples"] == ["May & June.csv, row 11, UnitPrice: 0"]
        for name, content in (("page.csv", b"<html>"), ("x.parquet", b"PAR1" + b"x" * 99), ("a.csv.gz", b"\x1f\x8b1")):
            upload_id = sent(client, name, content).json()["uploadId"]
            [error] = client.post("/graphql", json={"query": REJECTS, "variables": {"id": upload_id}}).json()["errors"]
            assert error["message"].startswith(f"{name}: ")
            assert str(shop.folder) not in error["message"]
            client.delete(f"/upload/{upload_id}")

    async def files() -> set[str]:
        db = await Database.connect(shop.live.dsn, size=1)
        found = {kept["file"] for kept in await db.rows("select file from rejects")}
        await db.close()
        return found

    assert asyncio.run(files()) == {"May & June.csv"}
