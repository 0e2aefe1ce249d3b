"""Days unlike their neighbours: against the median of the same weekday's days around them."""

import numpy as np

from backend.forecast.models import WEEK_DAYS, FloatArray, IntArray
from backend.forecast.result import Anomaly
from backend.forecast.series import DailySeries

# A modified z-score beyond 3.5 is an outlier: Iglewicz and Hoaglin (1993), "How to Detect and Handle Outliers".
OUTLYING = 3.5
ROBUST = 1.4826
WEEKS_AROUND = 4
MIN_NEIGHBOURS = 4
MIN_DAYS = 28


def stand_out(history: DailySeries, *, mirrored: bool) -> tuple[Anomaly, ...]:
    """The days, in order; none where there are under 28 open days to tell by. mirrored: amounts are negated sizes."""
    known = history.complete()
    opened = np.flatnonzero(np.array(known.open_days, dtype=np.bool_))
    if len(opened) < MIN_DAYS:
        return ()
    values = np.array(known.values)
    unit = _size(values[opened])
    scale = values if known.signed else np.log1p(values / unit)
    expected = _expected(scale, opened)
    told = opened[np.isfinite(expected[opened])]
    errors = scale[told] - expected[told]
    deviation = ROBUST * float(np.median(np.abs(errors))) if len(told) else 0.0
    if deviation <= 0:
        return ()
    reach = np.array([0.0, -OUTLYING * deviation, OUTLYING * deviation])
    found = []
    for day, score in zip(told, errors / deviation, strict=True):
        if abs(score) > OUTLYING:
            at = expected[day] + reach
            middle, lower, upper = at if known.signed else np.maximum(np.expm1(at), 0.0) * unit
            found.append(Anomaly(known.day(int(day)), *(float(x) for x in (values[day], middle, lower, upper, score))))
    return tuple(map(_negated, found)) if mirrored else tuple(found)


def _negated(found: Anomaly) -> Anomaly:
    return Anomaly(found.date, -found.value, -found.expected, -found.upper, -found.lower, -found.score)


def _size(amounts: FloatArray) -> float:
    """The median day with an amount, by which days are measured, so that small amounts do not rule the logs."""
    sold = amounts[amounts > 0]
    return float(np.median(sold)) if len(sold) else 1.0


def _expected(scale: FloatArray, opened: IntArray) -> FloatArray:
    """The median of the same weekday's open days within four weeks, the day itself left out; NaN with too few."""
    is_open = np.zeros(len(scale), dtype=np.bool_)
    is_open[opened] = True
    found = np.full(len(scale), np.nan)
    for day in opened:
        around = [day + WEEK_DAYS * week for week in range(-WEEKS_AROUND, WEEKS_AROUND + 1) if week]
        chosen = [scale[near] for near in around if 0 <= near < len(scale) and is_open[near]]
        if len(chosen) >= MIN_NEIGHBOURS:
            found[day] = np.median(chosen)
    return found
