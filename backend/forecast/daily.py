"""The forecast: one pure function of the series, the horizon, the level and how it is to be told."""

from dataclasses import replace

import numpy as np

from backend.errors import BadInput
from backend.forecast.backtest import best_baseline, score, without_overlap
from backend.forecast.bands import Band, Banding, calibrated, conformal_band, sum_deviations, wide_band
from backend.forecast.buckets import in_buckets
from backend.forecast.candidates import Learnt, divided, enough, learn
from backend.forecast.quantiles import interval
from backend.forecast.result import Forecast, ForecastPoint, ForecastTotal, check_request, mirrored
from backend.forecast.rolls import deviated, horizon_tested, known_errors, origins, size_of_day, weighted
from backend.forecast.series import DailySeries
from backend.forecast.telling import PLAIN, Telling

MEMORY_DAYS = 4 * 365 + 1


def forecast_daily(
    history: DailySeries, horizon: int, level: float, telling: Telling = PLAIN, divisor: DailySeries | None = None
) -> Forecast:
    """The `horizon` days after the last complete day, with bands that hold `level` of the days.

    divisor: the forecast is of the ratio to this series, of the same days. Same input, same output.
    Raises BadInput for a horizon or level out of range and for a history without a sale.
    """
    check_request(horizon, level)
    known = history.complete()
    recent = known.tail(MEMORY_DAYS)
    if not recent.selling_days():
        raise BadInput(
            "No sales on a complete day to forecast from; widen the dates or take a filter away.", field="filter"
        )
    ahead = telling.days_ahead(known.day(len(known)), horizon)
    tested = horizon_tested(len(recent), ahead)
    at = origins(recent, tested)
    learnt = learn(recent, ahead, tested, at, simple=telling.simple)
    if divisor is not None:
        counts = divisor.complete()
        learnt = divided(learnt, learn(counts.tail(MEMORY_DAYS), ahead, tested, at, simple=telling.simple))
        known = ratio(known, counts)
        recent = known.tail(MEMORY_DAYS)
    forecast = _told(known, recent, learnt, horizon, level, telling)
    return mirrored(forecast) if telling.mirrored else forecast


def ratio(amounts: DailySeries, counts: DailySeries) -> DailySeries:
    """The ratio of two series of the same days; a day counts as open where the divisor is above zero."""
    pairs = zip(amounts.values, counts.values, strict=True)
    ratios = tuple(amount / count if count else 0.0 for amount, count in pairs)
    return replace(amounts, values=ratios, open_days=tuple(count > 0 for count in counts.values))


def _told(
    known: DailySeries, recent: DailySeries, learnt: Learnt, horizon: int, level: float, telling: Telling
) -> Forecast:
    """The forecast in the shape that was asked for."""
    banding: Banding = conformal_band if enough(recent) else lambda _errors, *series: wide_band(*series)
    past, asked = calibrated(recent, learnt.rolls, banding, level)
    band, label = banding(known_errors(learnt.rolls, len(recent)), recent, learnt.expected, asked), learnt.label
    if band is None:
        band, label = wide_band(recent, learnt.expected, level), f"{label} (wide band: short record)"
    shown = learnt.weight is None
    forecast = Forecast(
        level=level,
        model=label,
        history=tuple(
            ForecastPoint(known.day(day), actual=value if shown or known.open_days[day] else None)
            for day, value in enumerate(known.values)
        ),
        points=tuple(
            ForecastPoint(known.day(len(known) + lead), *(float(each) for each in bounds))
            for lead, bounds in enumerate(zip(learnt.expected, band.lower, band.upper, strict=True))
        ),
        total=_sum(recent, learnt, band, 0, horizon, level) if telling.total else None,
        backtest=score(recent, learnt.rolls, past, learnt.baselines),
        baseline=_baseline(learnt, horizon),
    )

    def together(first: int, end: int) -> ForecastTotal:
        return _sum(recent, learnt, band, first, end, level)

    return in_buckets(forecast, horizon, telling.granularity, together)


def _baseline(learnt: Learnt, horizon: int) -> tuple[float, ...]:
    """The days ahead as the better baseline has them."""
    scored = without_overlap(learnt.rolls)
    name = best_baseline(learnt.baselines, scored)[0] if scored else next(iter(learnt.baseline))
    return tuple(learnt.baseline[name][:horizon].tolist())


def _sum(known: DailySeries, learnt: Learnt, band: Band, first: int, end: int, level: float) -> ForecastTotal:
    """Several days together: the sum of the days, which are expected values and so add up, or its sums' ratio.

    The band comes from the backtest's own sums. With too few of those the days' bounds are summed, which errs on the
    wide side.
    """
    days = slice(first, end)

    def added(amounts: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> float:
        return float(amounts[days].sum()) if learnt.weight is None else weighted(amounts[days], learnt.weight[days])

    value = added(learnt.expected)
    size = size_of_day(known)
    scale = None if size is None else size * (end - first)
    deviations = sum_deviations(learnt.rolls, first, end, len(known)) if enough(known) else ()
    if deviations:
        lower, upper = (float(deviated(np.array(value), by, scale)) for by in interval(deviations, level))
    else:
        lower, upper = added(band.lower), added(band.upper)
    opened = int((learnt.expected[days] != 0).sum())
    return ForecastTotal(value, lower, upper, deviations, scale, opened)
