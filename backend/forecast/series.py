"""The daily series a forecast learns from."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

# A weekday counts as closed only after it was seen this often, and by its last half year: shops change their week.
CLOSED_AFTER_SEEN = 2
CLOSED_WITHIN_DAYS = 182


@dataclass(frozen=True, slots=True)
class DailySeries:
    """Consecutive days from `start`, none missing.

    values: amount a day, >= 0 unless `signed`.
    open_days: True where the shop as a whole sold anything, under no filter; a zero on such a day is a true zero.
    newest_is_partial: the last day is the data set's newest and may still be running.
    signed: amounts may be negative, as net revenue is.
    country: where most of the revenue comes from, by name; its holidays are looked at.
    Raises ValueError when the lengths differ or an amount is negative.
    """

    start: date
    values: tuple[float, ...]
    open_days: tuple[bool, ...]
    newest_is_partial: bool = True
    signed: bool = False
    country: str | None = None

    def __post_init__(self) -> None:
        if len(self.values) != len(self.open_days):
            raise ValueError(f"{len(self.values)} values but {len(self.open_days)} open_days")
        if not self.signed and any(value < 0 for value in self.values):
            raise ValueError("a daily amount is negative")

    def __len__(self) -> int:
        return len(self.values)

    def day(self, index: int) -> date:
        """The date at `index`, which may lie beyond the end."""
        return self.start + timedelta(days=index)

    def head(self, days: int) -> "DailySeries":
        """The first `days` days: all that was known at that origin."""
        return replace(self, values=self.values[:days], open_days=self.open_days[:days], newest_is_partial=False)

    def tail(self, days: int) -> "DailySeries":
        """The last `days` days."""
        drop = max(0, len(self) - days)
        return replace(self, start=self.day(drop), values=self.values[drop:], open_days=self.open_days[drop:])

    def complete(self) -> "DailySeries":
        """Without the newest day where that may be partial."""
        return self.head(len(self) - 1) if self.newest_is_partial and self.values else self

    def selling_days(self) -> int:
        """Days with an amount other than zero."""
        return sum(value != 0 for value in self.values)

    def closed_weekdays(self) -> frozenset[int]:
        """Weekdays (0 Monday .. 6 Sunday) on which the shop never opens."""
        seen, opened = [0] * 7, [0] * 7
        recent = max(0, len(self) - CLOSED_WITHIN_DAYS)
        weekday = self.day(recent).weekday()
        for is_open in self.open_days[recent:]:
            seen[weekday] += 1
            opened[weekday] += is_open
            weekday = (weekday + 1) % 7
        return frozenset(day for day in range(7) if seen[day] >= CLOSED_AFTER_SEEN and not opened[day])
