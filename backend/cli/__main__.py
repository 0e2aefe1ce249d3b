"""`python -m backend.cli` is the command `sales`."""

from backend.cli import main

main()
