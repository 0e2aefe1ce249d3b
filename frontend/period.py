"""Date ranges: presets, the period before, and the bucket size a range is drawn in."""

from dataclasses import dataclass
from datetime import date, timedelta

DAILY_UP_TO_DAYS = 62
WEEKLY_UP_TO_DAYS = 400


@dataclass(frozen=True)
class Range:
    """A range of days, both ends included; None leaves an end open."""

    start: date | None = None
    end: date | None = None

    def within(self, first: date, last: date) -> "Range":
        """The range with open or outer ends cut to the data's days."""
        start, end = max(self.start or first, first), min(self.end or last, last)
        return Range(start, end)

    @property
    def days(self) -> int:
        """Number of days; 0 while an end is open."""
        return (self.end - self.start).days + 1 if self.start and self.end else 0


def presets(first: date, last: date) -> list[tuple[str, Range]]:
    """Named ranges that end with the data; the newest day may be partial, so 'last N days' stop before it."""
    complete = last - timedelta(days=1)
    quarter = date(last.year, 3 * ((last.month - 1) // 3) + 1, 1)
    ranges = [
        *((f"Last {n} complete days", Range(complete - timedelta(days=n - 1), complete)) for n in (7, 30, 90)),
        (f"Month to date ({last:%b %Y})", Range(last.replace(day=1), last)),
        ("Quarter to date", Range(quarter, last)),
        (f"Year to date ({last.year})", Range(date(last.year, 1, 1), last)),
        (f"Year {last.year - 1}", Range(date(last.year - 1, 1, 1), date(last.year - 1, 12, 31))),
    ]
    known = [(label, span) for label, span in ranges if span.end and span.end >= first]
    return [*known, ("All data", Range())]


def before(span: Range) -> Range:
    """As many days, ending the day before `span` starts; both ends must be set."""
    if not span.start or not span.end:
        raise ValueError("a range with an open end has no period before it")
    return Range(span.start - timedelta(days=span.days), span.start - timedelta(days=1))


def granularity(days: int) -> str:
    """The bucket that draws a range of `days` in some 10 to 60 points."""
    if days <= DAILY_UP_TO_DAYS:
        return "DAY"
    return "WEEK" if days <= WEEKLY_UP_TO_DAYS else "MONTH"


def parse_day(text: str) -> date | None:
    """An ISO day, or None when the text is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
