"""How a delimited text parts its cells: found from its first lines."""

import csv
import io
import math
import re
from collections import Counter
from dataclasses import dataclass

from etl.sources.header import column_names, find_header
from etl.vocabulary import recognised

_SEPARATORS = ",;\t|:"
_SAMPLED = 200
_CHARACTERS = 40_000
_HINT = re.compile(r"\A[\"']?sep=(.)[\"']?\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """`skipped` rows stand above the first row of values, the header among them (unless the file has none)."""

    separator: str
    quote: str | None
    columns: list[str]
    skipped: int

    def rows(self, text: str) -> list[list[str]]:
        """The cells of a text, by the standard library's reader: it keeps its place where quotes are used loosely."""
        csv.field_size_limit(1 << 30)
        return list(
            csv.reader(
                io.StringIO(text, newline=""),
                delimiter=self.separator,
                quotechar=self.quote or '"',
                quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            )
        )


def detect_dialect(head: str) -> Dialect:
    """The dialect of a text from its first lines (whole lines only)."""
    head = head[: head.find("\n", _CHARACTERS) + 1] or head
    quote = _quote(head)
    hint = _HINT.match(head)
    candidates = hint.group(1) if hint else _SEPARATORS
    best = max((_fit(Dialect(separator, quote, [], 0), head), -place) for place, separator in enumerate(candidates))
    separator = candidates[-best[1]]
    rows = Dialect(separator, quote, [], 0).rows(head)[:_SAMPLED]
    header = find_header(rows)
    if header is None:
        width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 1
        return Dialect(separator, quote, [f"column {place}" for place in range(1, width + 1)], 0)
    names = rows[header]
    following = [len(row) for row in rows[header + 1 :] if row]
    while len(names) > 1 and not names[-1].strip() and max(following, default=0) < len(names):
        names = names[:-1]
    return Dialect(separator, quote, column_names(names), header + 1)


def _quote(head: str) -> str | None:
    """The sign that opens and closes cells; none if quotation marks stand in the text and never around a cell."""
    counts = {
        sign: len(
            re.findall(
                rf"(?:^|[,;\t|:]) ?{sign}(?:[^{sign}]|{sign}{sign})*{sign}(?=[,;\t|:\r\n]|\Z)", head, re.MULTILINE
            )
        )
        for sign in ('"', "'")
    }
    if counts["'"] > 3 * max(counts['"'], 1):
        return "'"
    return '"' if counts['"'] or '"' not in head else None


def _fit(dialect: Dialect, head: str) -> float:
    """How well a separator explains the lines: the share of rows of one width, times what the header names."""
    rows = [row for row in dialect.rows(head)[:_SAMPLED] if row]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0
    width, count = widths.most_common(1)[0]
    named = max((recognised(row) for row in rows[:40]), default=0)
    return count / len(rows) * math.log(width) * (1 + named)
