"""The daily forecast: one pure function of the series, the horizon and the level."""

from backend.errors import BadInput
from backend.forecast.backtest import Banding, backtest_horizon, known_errors, origins, roll, score
from backend.forecast.bands import Band, Errors, conformal_band, total_interval, wide_band
from backend.forecast.models import WEEKDAY_MEAN, FloatArray, Model
from backend.forecast.result import Forecast, ForecastPoint, ForecastTotal, check_request
from backend.forecast.series import DailySeries

MIN_SELLING_DAYS = 28
MEMORY_DAYS = 4 * 365 + 1


def forecast_daily(history: DailySeries, horizon: int, level: float) -> Forecast:
    """Revenue of the `horizon` days after the last complete day, with bands that hold `level` of the days.

    Same input, same output. Raises BadInput for a horizon or level out of range and for a history without a sale.
    """
    check_request(horizon, level)
    known = history.complete()
    learnt = known.tail(MEMORY_DAYS)
    if not learnt.selling_days():
        raise BadInput(
            "No sales on a complete day to forecast from; widen the dates or take a filter away.", field="filter"
        )
    tested = backtest_horizon(len(learnt), horizon)
    at = origins(learnt, tested)
    model, label = _choose(learnt, at)
    rolls = roll(learnt, model, tested, at)
    errors = known_errors(rolls, len(learnt))
    expected = model.predict(learnt, horizon)
    banding = _banding(model, level)
    band = banding(errors, learnt, expected)
    if band is None:
        band, label = wide_band(learnt, expected, level), f"{label} (wide band: short record)"
    return Forecast(
        level=level,
        model=label,
        history=tuple(ForecastPoint(known.day(i), actual=value) for i, value in enumerate(known.values)),
        points=_points(known, expected, band),
        total=_total(expected, band, errors, level),
        backtest=score(learnt, rolls, banding),
    )


def _choose(known: DailySeries, at: list[int]) -> tuple[Model, str]:
    """The model and its description, which also says where the backtest could not judge all of it."""
    selling_days = known.selling_days()
    if selling_days < MIN_SELLING_DAYS:
        return (
            WEEKDAY_MEAN,
            f"{WEEKDAY_MEAN.name} (wide band: {selling_days} days with sales, {MIN_SELLING_DAYS} needed)",
        )
    from backend.forecast.prophet_log import PROPHET_LOG, has_yearly_term

    if not has_yearly_term(known):
        return PROPHET_LOG, f"{PROPHET_LOG.name}, weekly terms"
    judged = all(has_yearly_term(known.head(origin)) for origin in at)
    note = "" if judged else " (backtest without the yearly term where an origin knew under two years)"
    return PROPHET_LOG, f"{PROPHET_LOG.name}, weekly and yearly terms{note}"


def _banding(model: Model, level: float) -> Banding:
    """A short history's band is wide, whatever its few errors say; any other's comes from its errors."""
    if model is WEEKDAY_MEAN:
        return lambda _errors, known, expected: wide_band(known, expected, level)
    return lambda errors, _known, expected: conformal_band(errors, expected, level)


def _points(known: DailySeries, expected: FloatArray, band: Band) -> tuple[ForecastPoint, ...]:
    return tuple(
        ForecastPoint(known.day(len(known) + lead), float(value), float(low), float(high))
        for lead, (value, low, high) in enumerate(zip(expected, band.lower, band.upper, strict=True))
    )


def _total(expected: FloatArray, band: Band, errors: Errors, level: float) -> ForecastTotal:
    """Value: the sum of the days, which are expected values and so add up. Band: from the backtest's own sums.

    With too few of those the days' bounds are summed, which errs on the wide side.
    """
    value = float(expected.sum())
    own = total_interval(errors, value, len(expected), level)
    lower, upper = own or (float(band.lower.sum()), float(band.upper.sum()))
    return ForecastTotal(value, lower, upper)
