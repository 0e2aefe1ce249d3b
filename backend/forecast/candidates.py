"""Which candidates a series is forecast by, and how their average and its past come about."""

from dataclasses import dataclass

import numpy as np

from backend.forecast.combination import combine
from backend.forecast.models import BASELINES, SEASONAL_NAIVE, WEEKDAY_MEAN, FloatArray, Model
from backend.forecast.rolls import Roll
from backend.forecast.series import DailySeries
from backend.forecast.telling import SIMPLE_REMARK
from backend.forecast.theta import THETA

MIN_SELLING_DAYS = 28
SIMPLE = (SEASONAL_NAIVE, WEEKDAY_MEAN, THETA)


@dataclass(frozen=True, slots=True)
class Learnt:
    """A series' forecast and what it did in the past; a ratio's is made from those of its two parts.

    weight: of a ratio, its divisor as forecast.
    """

    expected: FloatArray
    rolls: list[Roll]
    baselines: dict[str, list[Roll]]
    baseline: dict[str, FloatArray]
    label: str
    weight: FloatArray | None = None


def enough(known: DailySeries) -> bool:
    """Whether there are days enough to choose among candidates."""
    return known.selling_days() >= MIN_SELLING_DAYS


def candidates(known: DailySeries, *, simple: bool) -> tuple[tuple[Model, ...], str]:
    """The candidates for a series and a remark on them; logs only of amounts that are never negative."""
    if not enough(known):
        days = known.selling_days()
        few = f" (wide band: {days} days with sales, {MIN_SELLING_DAYS} needed)"
        return (WEEKDAY_MEAN,), few + (SIMPLE_REMARK if simple else "")
    if simple:
        return SIMPLE, SIMPLE_REMARK
    from backend.forecast.prophet_models import LEVEL, LOG_FLEXIBLE, LOG_STEADY, has_yearly_term

    remark = "; weekly and yearly terms" if has_yearly_term(known) else "; weekly terms"
    return (*SIMPLE, LEVEL, *(() if known.signed else (LOG_STEADY, LOG_FLEXIBLE))), remark


def learn(known: DailySeries, horizon: int, tested: int, at: list[int], *, simple: bool) -> Learnt:
    """The average of the candidates, its past at the origins `at` over `tested` days, and the baselines' past."""
    models, remark = candidates(known, simple=simple)
    combined = combine(known, models, tested, at)
    return Learnt(
        combined.predict(known, horizon),
        combined.rolls,
        {model.name: combine(known, (model,), tested, at).rolls for model in BASELINES},
        {model.name: model.predict(known, horizon) for model in BASELINES},
        f"{combined.label}{remark}",
    )


def divided(amounts: Learnt, counts: Learnt) -> Learnt:
    """The ratio of two forecasts, day by day; 0 where none of the divisor is expected."""
    return Learnt(
        _ratio(amounts.expected, counts.expected),
        _ratios(amounts.rolls, counts.rolls),
        {name: _ratios(rolls, counts.baselines[name]) for name, rolls in amounts.baselines.items()},
        {name: _ratio(ahead, counts.baseline[name]) for name, ahead in amounts.baseline.items()},
        f"Revenue ({amounts.label}) / orders ({counts.label})",
        counts.expected,
    )


def _ratios(amounts: list[Roll], counts: list[Roll]) -> list[Roll]:
    return [
        Roll(
            amount.origin,
            _ratio(amount.forecast, count.forecast),
            _ratio(amount.actual, count.actual),
            count.actual > 0,
            weights=(count.forecast, count.actual),
        )
        for amount, count in zip(amounts, counts, strict=True)
    ]


def _ratio(amounts: FloatArray, counts: FloatArray) -> FloatArray:
    return np.divide(amounts, counts, out=np.zeros_like(amounts), where=counts > 0)
