"""Fetches GraphiQL and React: packages of the npm registry, their digests pinned in assets.json, no bundler.

Their own builds for script tags are taken as they are; of the packages they would otherwise depend on none is needed.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sysconfig
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

from backend.errors import SalesError

HERE = Path(__file__).resolve().parent
LOCK = HERE / "assets.json"
OUTPUT = HERE / "dist"
STAMP = "fingerprint"
FETCH_SECONDS = 120


class BuildError(SalesError):
    """The libraries could not be fetched; the text is one line for the user."""

    code = "UNAVAILABLE"


class Package(TypedDict):
    """What is taken of an npm package: `files` maps its paths to ours."""

    version: str
    integrity: str
    files: dict[str, str]


def fingerprint() -> str:
    """Digest of what the build is made of."""
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def fresh(output: Path = OUTPUT) -> bool:
    """Whether the libraries on disk are those of assets.json."""
    stamp = output / STAMP
    return stamp.is_file() and stamp.read_text() == fingerprint()


def build(progress: Callable[[str], None], output: Path = OUTPUT) -> None:
    """Bring the libraries up to date, all or none; several processes may do so at once. Raises BuildError."""
    if fresh(output):
        return
    progress("fetching GraphiQL")
    packages: dict[str, Package] = json.loads(LOCK.read_text())
    try:
        with tempfile.TemporaryDirectory(dir=output.parent, prefix="graphiql-") as scratch:
            draft = Path(scratch) / "dist"
            draft.mkdir()
            _fetch(packages, Path(scratch))
            for name, package in packages.items():
                _unpack(name, package, Path(scratch), draft)
            (draft / STAMP).write_text(fingerprint())
            _replace(draft, output)
    except OSError as error:
        raise BuildError(f"GraphiQL could not be stored in {output} ({error.strerror})") from error


def _fetch(packages: dict[str, Package], scratch: Path) -> None:
    scripts = Path(sysconfig.get_path("scripts"))
    wanted = [f"{name}@{package['version']}" for name, package in packages.items()]
    try:
        done = subprocess.run(  # noqa: S603 -- npm of this environment, names from our own lock
            [scripts / "npm", "pack", "--silent", "--ignore-scripts", *wanted],
            cwd=scratch,
            env={
                **os.environ,
                "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}",
                "npm_config_update_notifier": "false",
            },
            capture_output=True,
            text=True,
            timeout=FETCH_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BuildError(f"GraphiQL was not fetched within {FETCH_SECONDS} s: is the network reachable?") from error
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise BuildError(f"GraphiQL could not be fetched: {lines[-1] if lines else 'npm failed'}")


def _unpack(name: str, package: Package, scratch: Path, draft: Path) -> None:
    archive = scratch / f"{name}-{package['version']}.tgz"
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if package["integrity"] != f"sha512-{digest}":
        raise BuildError(f"{name} {package['version']} is not the package that assets.json pins: it was changed")
    with tarfile.open(archive) as members:
        for inside, ours in package["files"].items():
            file = members.extractfile(f"package/{inside}")
            if file is None:
                raise BuildError(f"{name} {package['version']} has no file {inside}")
            (draft / ours).write_bytes(file.read())


def _replace(draft: Path, output: Path) -> None:
    """Put the finished directory in place; another process may have just done so."""
    shutil.rmtree(output, ignore_errors=True)
    try:
        draft.rename(output)
    except OSError:
        if not fresh(output):
            raise
