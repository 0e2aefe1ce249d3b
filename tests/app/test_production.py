"""Production does not start with what is fit for trying out; each refusal is one line that names the remedy."""

from pathlib import Path

import pytest

from backend.accounts.administrator import ensure_administrator
from backend.db import Database
from backend.errors import UsageError
from backend.settings import Settings, load_settings
from tests.app.conftest import SECRET

GOOD = {"SALES_ENV": "production", "SALES_SECRET_KEY": SECRET}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"SALES_SECRET_KEY": ""}, "SALES_SECRET_KEY needs at least 32 characters"),
        ({"SALES_SECRET_KEY": "short"}, "SALES_SECRET_KEY needs at least 32 characters"),
        ({"SALES_SECRET_KEY": "a" * 40}, "easy to guess; make one with `openssl rand -hex 32`"),
        ({"SALES_SECRET_KEY": "change-me-change-me-change-me-123"}, "easy to guess"),
        ({"SALES_SECRET_KEY": "my-Default-secret-0123456789-abcdef"}, "easy to guess"),
        ({"LOG_LEVEL": "debug"}, "LOG_LEVEL=DEBUG is not for production"),
    ],
)
def test_what_is_fit_for_trying_out_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: dict[str, str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)  # without a .env
    for name, value in (GOOD | given).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UsageError) as refused:
        load_settings()
    assert says in refused.value.message
    assert "\n" not in refused.value.message


def test_a_secret_is_required(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SALES_ENV", "production")
    monkeypatch.delenv("SALES_SECRET_KEY", raising=False)
    with pytest.raises(UsageError, match="SALES_SECRET_KEY is required in production"):
        load_settings()


def test_the_same_is_good_enough_for_development() -> None:
    assert Settings(_env_file=None, SALES_SECRET_KEY="a" * 40, LOG_LEVEL="DEBUG").env == "development"


@pytest.mark.anyio
async def test_no_password_is_generated_in_production(accounts_dsn: str) -> None:
    db = await Database.connect(accounts_dsn, size=1)
    await db.execute("delete from users where role = 'ADMIN'")
    with pytest.raises(UsageError, match="SALES_ADMIN_PASSWORD is required in production"):
        await ensure_administrator(db, Settings(_env_file=None, **GOOD))
    assert not await db.value("select exists (select from users where role = 'ADMIN')")
    await db.close()
