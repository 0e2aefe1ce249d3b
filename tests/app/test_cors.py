"""Other origins' pages: none, unless configured."""

from pathlib import Path

import pytest

from backend.app.application import create_app
from tests.app.conftest import Client, settings

pytestmark = pytest.mark.anyio

PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}


async def test_off_unless_configured(client: Client) -> None:
    preflight = await client.options("/graphql", headers=PREFLIGHT | {"Origin": "https://elsewhere.example"})
    assert preflight.status_code == 405
    answer = await client.post(
        "/graphql", json={"query": "{ me { id } }"}, headers={"Origin": "https://elsewhere.example"}
    )
    assert not [name for name in (*preflight.headers, *answer.headers) if name.startswith("access-control-")]


async def test_configured_origins_alone(accounts_dsn: str, tmp_path: Path) -> None:
    friend = "https://shop.example"
    app = create_app(settings(tmp_path, SALES_CORS_ORIGINS=friend), accounts_dsn, dashboard=False)
    async with app.router.lifespan_context(app), Client(app) as client:
        preflight = await client.options("/graphql", headers=PREFLIGHT | {"Origin": friend})
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == friend
        assert "access-control-allow-credentials" not in preflight.headers
        stranger = await client.options("/graphql", headers=PREFLIGHT | {"Origin": "https://elsewhere.example"})
        assert stranger.status_code == 400
        assert "access-control-allow-origin" not in stranger.headers
        answer = await client.get("/health/live", headers={"Origin": friend})
        exposed = "X-Request-ID, ETag, Cache-Status, X-Cost-Remaining, X-Cost-Budget, Retry-After"
        assert answer.headers["access-control-expose-headers"] == exposed
