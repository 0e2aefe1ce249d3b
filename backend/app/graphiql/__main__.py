"""`python -m backend.app.graphiql`: fetch GraphiQL's libraries if they are not there yet."""

import sys

from backend.app.graphiql.build import BuildError, build


def _tell(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a command's output


try:
    build(_tell)
except BuildError as error:
    _tell(f"error: {error.message}")
    sys.exit(error.exit_status)
