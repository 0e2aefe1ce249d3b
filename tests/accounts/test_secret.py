"""The installation's secret: from the setting, or made once and kept private."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from stat import S_IMODE

import pytest

from backend.accounts.secret import derived, installation_secret
from backend.errors import UsageError
from backend.settings import Settings


def settings(home: Path, secret: str | None = None) -> Settings:
    return Settings(_env_file=None, SALES_HOME=home, SALES_SECRET_KEY=secret)


def test_the_setting_wins_and_nothing_is_written(tmp_path: Path) -> None:
    assert installation_secret(settings(tmp_path, "s" * 32)) == b"s" * 32
    assert not list(tmp_path.iterdir())


def test_a_generated_key_is_kept_and_private(tmp_path: Path) -> None:
    key = installation_secret(settings(tmp_path))
    assert len(key) == 64
    assert installation_secret(settings(tmp_path)) == key
    (file,) = (tmp_path / "keys").iterdir()
    assert S_IMODE(file.stat().st_mode) == 0o600
    assert S_IMODE(file.parent.stat().st_mode) == 0o700
    assert installation_secret(settings(tmp_path / "other")) != key


def test_starts_at_the_same_time_get_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(installation_secret, [settings(tmp_path)] * 32))
    assert len(keys) == 1
    assert len(list((tmp_path / "keys").iterdir())) == 1


def test_a_damaged_key_says_what_to_do(tmp_path: Path) -> None:
    installation_secret(settings(tmp_path))
    (tmp_path / "keys" / "secret").write_text("short")
    with pytest.raises(UsageError, match="is damaged: delete it"):
        installation_secret(settings(tmp_path))


def test_a_home_that_is_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "home").touch(os.O_RDWR)
    with pytest.raises(UsageError, match="make SALES_HOME writable"):
        installation_secret(settings(tmp_path / "home"))


def test_keys_derive_by_rfc_5869() -> None:
    """Its third test case has no salt and no info, which here is the purpose."""
    wanted = bytes.fromhex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d")
    assert derived(b"\x0b" * 22, "") == wanted
    assert derived(b"\x0b" * 22, "other") != wanted
