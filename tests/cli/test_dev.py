"""The door itself, on machines that lack what it needs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.oracle.paths import ROOT

TOOLS = ("sh", "cat", "cksum", "df", "awk", "dirname", "tr", "cut", "rm", "mv", "env")
OLD_PYTHON = """#!/bin/sh
case "$2" in *version_info*) exit 1 ;; *) echo 3.9.2 ;; esac
"""


@pytest.fixture
def door(tmp_path: Path) -> Path:
    """The script and what it reads, in a directory without an environment."""
    project = tmp_path / "project"
    project.mkdir()
    for name in ("dev", "requirements.lock", "requirements-dev.lock", "requirements-uv.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, project)
    return project / "dev"


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with the system's tools and no Python."""
    place = tmp_path / "bin"
    place.mkdir()
    for name in TOOLS:
        (place / name).symlink_to(shutil.which(name) or name)
    return place


def run(door: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [door, *arguments], env=variables, capture_output=True, text=True, timeout=60, cwd=door.parent.parent
    )


def executable(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("verb", ["up", "test", "check"])
def test_no_python(door: Path, tools: Path, verb: str) -> None:
    done = run(door, verb, PATH=str(tools))
    assert done.returncode == 1
    assert done.stderr.startswith("error: Python 3.11 or newer is needed; install it")
    assert len(done.stderr.splitlines()) == 1
    assert not (door.parent / ".venv").exists()


def test_a_python_that_is_too_old(door: Path, tools: Path) -> None:
    executable(tools / "python3", OLD_PYTHON)
    done = run(door, "up", PATH=str(tools))
    assert done.returncode == 1
    assert "error: Python 3.11 or newer is needed, python3 is 3.9.2" in done.stderr


def test_a_python_that_is_named_and_cannot_be_used(door: Path, tools: Path) -> None:
    old = executable(tools / "old", OLD_PYTHON)
    done = run(door, "up", PATH=str(tools), PYTHON=str(old))
    assert done.returncode == 1
    assert f"{old} is 3.9.2 (PYTHON={old})" in done.stderr


def test_a_python_without_venv(door: Path, tools: Path) -> None:
    shim = executable(
        tools / "python3", '#!/bin/sh\n[ "$1" = -m ] && { echo "No module named venv" >&2; exit 1; }\nexit 0\n'
    )
    done = run(door, "up", PATH=str(tools), PYTHON=str(shim))
    assert done.returncode == 1
    assert f"error: {shim} cannot make a virtual environment (No module named venv" in done.stderr
    assert "apt install python3-venv" in done.stderr


@pytest.mark.parametrize(("arguments", "status"), [([], 2), (["lad"], 2), (["--help"], 0)])
def test_usage(door: Path, arguments: list[str], status: int) -> None:
    done = run(door, *arguments, PATH=os.environ["PATH"])
    assert done.returncode == status
    assert "usage: ./dev VERB" in done.stdout + done.stderr
    assert ("knows no verb lad" in done.stderr) == (arguments == ["lad"])
