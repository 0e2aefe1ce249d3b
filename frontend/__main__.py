"""The dashboard alone: `python -m frontend build | serve | lock`.

`serve` needs API_URL, the address of the API (for example https://sales.example.com), and takes `--host` and `--port`.
"""

import argparse
import os
import signal
import sys

from frontend.build import BuildError, build, relock

TERMINATED = 128 + signal.SIGTERM


def main() -> int:
    """Run one verb; 1 and one line on standard error when it fails, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m frontend", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("build", help="build the pages if their sources changed")
    verbs.add_parser("lock", help="resolve the npm packages anew and write reflex.lock")
    serve = verbs.add_parser("serve", help="serve the dashboard for the API at API_URL")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=3000)
    arguments = parser.parse_args()
    api_url = os.environ.get("API_URL", "")
    if arguments.verb == "serve" and not api_url.startswith(("http://", "https://")):
        parser.error("set API_URL to the address of the API, for example http://127.0.0.1:8000")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # so that a build takes its children along
    try:
        if arguments.verb == "lock":
            relock(_tell)
        build(_tell)
    except BuildError as error:
        _tell(str(error))
        return 1
    if arguments.verb == "serve":
        _serve(api_url, arguments.host, arguments.port)
    return 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 -- a command's output


def _serve(api_url: str, host: str, port: int) -> None:
    import uvicorn

    from frontend.mount import dashboard
    from frontend.passing import routes

    site = dashboard(api_url)
    site.router.routes[:0] = routes()
    uvicorn.run(site, host=host, port=port)


if __name__ == "__main__":
    sys.exit(main())
