"""`sales build`: the pages that the product serves, the dashboard's and GraphiQL's."""

import sys
from concurrent.futures import ThreadPoolExecutor

from backend.app import graphiql
from backend.errors import Unavailable
from frontend import build as dashboard


def run_build() -> None:
    """Bring both up to date; at once if nothing has changed. Raises Unavailable with the reason."""
    with ThreadPoolExecutor(1) as beside:
        fetched = beside.submit(graphiql.build, _tell)
        try:
            dashboard.build(_tell)
        except dashboard.BuildError as error:
            raise Unavailable(str(error)) from error
        fetched.result()


def is_built() -> bool:
    """Whether the pages are made of the present sources."""
    return dashboard.fresh() and graphiql.fresh()


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - a command's output
