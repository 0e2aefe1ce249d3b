"""What the documents say is so: links resolve, commands exist, generated parts are fresh, examples run."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from backend.cli import app
from tests.api.client import GraphQLClient
from tests.oracle.paths import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCK.findall((ROOT / "README.md").read_text()) if name == language]


def commands() -> Iterator[tuple[str, ...]]:
    """The words after `sales` in every document, up to the first that is no verb."""
    for document in DOCUMENTS:
        for words in re.findall(r"(?:^|[\s`/])sales((?: [a-z]+\b)+)", code(document.read_text())):
            yield tuple(words.split())


def code(text: str) -> str:
    """What is set as code, in blocks or within a line."""
    return "\n".join([*(each for _, each in BLOCK.findall(text)), *re.findall(r"`([^`\n]+)`", text)])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_resolve(document: Path) -> None:
    broken = [link for link in LINK.findall(document.read_text()) if not (document.parent / link).exists()]
    assert broken == []


def test_generated_files_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.generate", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_commands_named_exist() -> None:
    known = typer.main.get_group(app).commands
    named = {words[0] for words in commands()}
    assert {"load", "user", "serve", "migrate", "build", "url", "forecast"} <= named
    assert named <= set(known)


def test_a_stale_file_is_named_with_the_command_that_refreshes_it(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "tests", "node_modules"))
    (copy / ".env.example").write_text("stale\n")
    done = subprocess.run(
        [sys.executable, "-m", "scripts.generate", "--check"], cwd=copy, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert ".env.example" in done.stderr
    assert "python -m scripts.generate" in done.stderr


@pytest.mark.parametrize("number", range(3))
def test_the_example_queries_run(sample_client: GraphQLClient, number: int) -> None:
    assert len(blocks("graphql")) == 3
    answer = sample_client.query(blocks("graphql")[number])
    assert all(_filled(value) for value in answer["sales"].values())


def _filled(value: Any) -> bool:
    """Something to show, and not only nulls and empty lists."""
    if isinstance(value, dict):
        return any(_filled(each) for each in value.values())
    return value not in (None, [], "")
