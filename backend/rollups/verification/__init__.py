"""`sales verify`: every rollup counted anew from the lines, by other means than fill it, and compared exactly."""

from backend.rollups.verification.differences import Difference, Differences
from backend.rollups.verification.verify import COMPARED, Verified, verify

__all__ = ["COMPARED", "Difference", "Differences", "Verified", "verify"]
