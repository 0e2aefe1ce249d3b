"""Where commands print their tables."""

import sys

from rich.console import Console

PLAIN_WIDTH = 140
"""Of what goes into a file or a pipe, where no terminal says how wide it is."""


def console() -> Console:
    """Standard output, as wide as its terminal."""
    return Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH)
