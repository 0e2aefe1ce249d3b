"""Sums of any range from running totals: the end's less the start's, and the few days beside them."""

from collections.abc import Iterator
from datetime import date, timedelta

from backend.analytics.filters import Scope
from backend.analytics.source import Parameters, Relation, chosen
from backend.db.observation import note_source
from backend.rollups.families import END, MEASURES, Running
from backend.rollups.running import marks

_DAY = timedelta(days=1)


def running(scope: Scope, totals: Running) -> Relation | None:
    """The sums of the scope's days; None where these themselves are as few. Filters are of the keys that are told."""
    first, last = scope.dataset.first_day, scope.dataset.last_day
    if first is None or last is None or scope.first is None or scope.last is None:
        return None
    known = [first, *marks(first, last)[:-1], last + _DAY]
    start, end = (min(max(edge, first), last + _DAY) for edge in (scope.first, scope.last + _DAY))
    by_customer = "customer_id" in totals.keys
    before = min(known, key=lambda mark: abs(mark - start))
    # Whose last sale lies beyond the end is not told when it was before.
    after = min((mark for mark in known if mark <= end or not by_customer), key=lambda mark: abs(mark - end))
    if before >= after:
        return None
    parameters = Parameters()
    conditions = "".join(f" and {each}" for each in chosen(scope, parameters))
    parts = [
        f"select day, {_signed(totals, sign, last_sale)} from {table} where {within}{conditions}"
        for mark, edge, whole in ((after, end, 1), (before, start, -1))
        for table, within, sign, last_sale in _parts(totals, mark, edge, whole, (first, last), parameters)
    ]
    noun = "customers" if by_customer else "products"
    note_source(totals.table, f"{noun}' running totals: the end's less the start's, and the few days beside them")
    # Added up in order, exact sums take a fraction of the time that they take in a table of hashes.
    rows = f"select * from ({' union all '.join(parts)}) parts order by {totals.keys[0]}"
    return Relation(rows, tuple(parameters.values))


def _parts(
    totals: Running, mark: date, edge: date, sign: int, days: tuple[date, date], parameters: Parameters
) -> Iterator[tuple[str, str, int, str]]:
    """Table, condition, sign, last sale: rows that add up to `sign` times all before `edge`, from the total at `mark`.

    `days`: the data set's first and last.
    """
    first, last = days
    if mark > first:
        kept = parameters.add(mark if mark <= last else END)
        yield totals.table, f"day = {kept}", sign, "last_sale"
    if mark != edge:
        within = f"day >= {parameters.add(min(mark, edge))} and day < {parameters.add(max(mark, edge))}"
        yield totals.days, within, sign if mark < edge else -sign, "case when lines > 0 then day end"


def _signed(totals: Running, sign: int, last_sale: str) -> str:
    """The columns to add (1) or to take away (-1)."""
    columns = [*totals.keys, *(f"{'-' if sign < 0 else ''}{measure} as {measure}" for measure in MEASURES)]
    if "customer_id" in totals.keys:
        columns.append(f"{last_sale} as last_sale")  # what is taken away is earlier, and does no harm to the latest
    return ", ".join(columns)
