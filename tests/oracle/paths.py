"""Where the real data lies, beside the repository; absent on most machines."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
REAL_FILE = SHARED / "data" / "online_retail.csv.gz"


def real_file() -> Path:
    """The real export; skips the test where it is absent."""
    if not REAL_FILE.exists():
        pytest.skip(f"the real data is not at {REAL_FILE}")
    return REAL_FILE
