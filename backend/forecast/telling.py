"""How a forecast is to be told: of which kind of amount, by day or by longer buckets."""

from dataclasses import dataclass
from datetime import date, timedelta

from backend.analytics.calendar import Granularity, bucket_end, bucket_start

SIMPLE_REMARK = " (simple candidates only)"
"""What the name of a forecast holds that was made by the simple candidates."""


@dataclass(frozen=True, slots=True)
class Telling:
    """mirrored: the metric is negative by nature and the series is its size; total: its days add up;

    simple: only the candidates that take milliseconds.
    """

    granularity: Granularity = Granularity.DAY
    mirrored: bool = False
    total: bool = True
    simple: bool = False

    def days_ahead(self, first: date, horizon: int) -> int:
        """Days from `first` to the end of the bucket that holds the horizon's last."""
        last = first + timedelta(days=horizon - 1)
        return (bucket_end(bucket_start(last, self.granularity), self.granularity) - first).days + 1


PLAIN = Telling()
