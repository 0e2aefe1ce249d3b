"""graphql-http's server audits, the referee of GraphQL over HTTP: each of the 61 is met, SHOULD and MAY included."""

import json
import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

from tests.api.client import GraphQLClient
from tests.api.server import Server

AUDITS = Path(__file__).parent / "audits"
SCRIPTS = Path(sysconfig.get_path("scripts"))
COUNT = 61


def audited(server: Server, token: str, scratch: Path) -> list[dict[str, str | None]]:
    """The result of each audit, by the pinned package and the environment's own Node."""
    shutil.copytree(AUDITS, scratch, dirs_exist_ok=True)
    environment = os.environ | {
        "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}",
        "AUDITED_URL": f"{server.url}/graphql",
        "AUDITED_TOKEN": token,
    }

    def run(*command: str | Path) -> str:
        done = subprocess.run(command, cwd=scratch, env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run(SCRIPTS / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    results: list[dict[str, str | None]] = json.loads(run(SCRIPTS / "node", "audits.mjs"))
    return results


def test_every_audit_is_met(sample_server: Server, sample_client: GraphQLClient, tmp_path: Path) -> None:
    assert sample_client.token is not None
    results = audited(sample_server, sample_client.token, tmp_path)
    met = [result for result in results if result["status"] == "ok"]
    print(f"\ngraphql-http audits: {len(met)} of {len(results)}")
    assert [result for result in results if result not in met] == []
    assert len(results) == COUNT


def test_the_lock_names_digests_and_no_host() -> None:
    packages = json.loads((AUDITS / "package-lock.json").read_text())["packages"]
    pinned = [package for name, package in packages.items() if name]
    assert pinned
    assert all("integrity" in package and "resolved" not in package for package in pinned)
