"""The build's fingerprint, its changes to Reflex's browser client, and what it says when it fails."""

import json
from pathlib import Path

import pytest

from frontend.build import ROOT, BuildError, fingerprint, run_steps
from frontend.mount import own_origin
from frontend.plugin import ABSOLUTE, same_origin


def test_the_fingerprint_is_stable() -> None:
    assert fingerprint() == fingerprint()


def test_the_browser_client_uses_the_pages_own_origin() -> None:
    changed = same_origin(f"export const getBackendURL = (url_str) => {{\n{ABSOLUTE}  return endpoint;\n}};\n")
    assert "endpoint.port = window.location.port;" in changed
    assert same_origin(changed) == changed


def test_a_changed_browser_client_fails_the_build() -> None:
    with pytest.raises(RuntimeError, match="has changed"):
        same_origin("export const getBackendURL = (url) => fetch(url);")


def test_the_package_lock_is_whole_and_names_no_registry() -> None:
    packages = json.loads((ROOT / "reflex.lock/package-lock.json").read_text())["packages"]
    installed = [entry for path, entry in packages.items() if path]
    assert installed
    assert not [entry for entry in installed if "integrity" not in entry]
    assert not [entry for entry in installed if "resolved" in entry]


def test_a_failing_step_gives_one_line_and_the_log(tmp_path: Path) -> None:
    told: list[str] = []
    command = ["sh", "-c", "echo 'step: packing'; echo noise; echo 'failure: the disk is full'; exit 1"]
    with pytest.raises(BuildError, match=r"^The dashboard could not be built: the disk is full \(the whole output"):
        run_steps(command, told.append, tmp_path / "build.log")
    assert told == ["packing"]
    assert "noise" in (tmp_path / "build.log").read_text()


@pytest.mark.parametrize(
    ("origin", "environ", "allowed"),
    [
        ("http://shop.test:8000", {"HTTP_HOST": "shop.test:8000"}, True),
        ("https://shop.test", {"HTTP_HOST": "shop.test"}, True),
        ("https://shop.test", {"HTTP_HOST": "127.0.0.1:8000", "HTTP_X_FORWARDED_HOST": "shop.test"}, True),
        (None, {"HTTP_HOST": "shop.test"}, True),
        ("https://evil.test", {"HTTP_HOST": "shop.test"}, False),
        ("null", {"HTTP_HOST": "shop.test"}, False),
    ],
)
def test_only_the_servers_own_pages_may_open_its_websocket(
    origin: str | None, environ: dict[str, str], allowed: bool
) -> None:
    assert own_origin(origin, environ) is allowed
