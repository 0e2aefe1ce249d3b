"""Request ids and the line about each request."""

import logging

import pytest

from tests.app.conftest import LOGIN, PASSWORD, Client

pytestmark = pytest.mark.anyio

LOGGER = "backend.app.access_log"


async def test_a_valid_id_is_kept(visitor: Client) -> None:
    answer = await visitor.get("/health/live", headers={"X-Request-ID": "Ab-1.2_3"})
    assert answer.headers["x-request-id"] == "Ab-1.2_3"


@pytest.mark.parametrize("given", [None, "", "a b", "x" * 65, 'x"}', "ü".encode(), "a\tb"])
async def test_any_other_id_is_replaced(visitor: Client, given: str | bytes | None) -> None:
    headers: dict[str, str | bytes] = {} if given is None else {"X-Request-ID": given}
    answer = await visitor.get("/health/live", headers=headers)  # type: ignore[arg-type]
    made = answer.headers["x-request-id"]
    assert len(made) == 32
    assert made != given


async def test_each_request_is_one_line_without_what_it_said(
    visitor: Client, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await visitor.ask(LOGIN, {"email": "eve@example.com", "password": PASSWORD})
    await visitor.get("/graphql", params={"query": "{ me { id } }", "access_token": token})
    await visitor.ask("{ me { id } }", Authorization=f"Bearer {token}")
    lines = [record for record in caplog.records if record.name == LOGGER]
    assert [(line.fields["method"], line.fields["path"], line.fields["status"]) for line in lines] == [  # type: ignore[attr-defined]
        ("POST", "/graphql", 200),
        ("GET", "/graphql", 200),
        ("POST", "/graphql", 200),
    ]
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name != "httpx")
    for secret in (PASSWORD, token, "eve@example.com", "me { id }"):
        assert secret not in ours


async def test_health_is_quiet(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await visitor.get("/health/live")
    await visitor.get("/nowhere")
    assert [record.getMessage().split(" in ")[0] for record in caplog.records if record.name == LOGGER] == [
        "GET /nowhere 404"
    ]
