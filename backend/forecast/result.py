"""What a forecast holds, in the shape of the public contract; amounts in the data set's currency."""

from dataclasses import dataclass, replace
from datetime import date
from math import inf, log

from backend.errors import BadInput
from backend.forecast.quantiles import chance_above

MAX_HORIZON_DAYS = 365
MIN_LEVEL, MAX_LEVEL = 0.5, 0.99


@dataclass(frozen=True, slots=True)
class ForecastPoint:
    """One day: the forecast with its band, what came, or both; None where it does not apply."""

    date: date
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    actual: float | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """chance: of the total reaching an amount; required_per_day: what each open day ahead would have to bring."""

    chance: float
    required_per_day: float


@dataclass(frozen=True, slots=True)
class ForecastTotal:
    """The sum of the points' values over the horizon, with a band of its own.

    deviations: errors of past sums, on logs, or in units of `scale`; open_days: of the horizon;
    mirrored: the metric is negative by nature, and the deviations are those of its size.
    """

    value: float
    lower: float
    upper: float
    deviations: tuple[float, ...] = ()
    scale: float | None = None
    open_days: int = 1
    mirrored: bool = False

    def target(self, amount: float) -> Target:
        """How likely the total is to reach `amount`, and what that asks of each open day."""
        per_day = amount / max(1, self.open_days)
        if not self.deviations or (self.scale is None and self.value == 0):
            return Target(float(self.value >= amount), per_day)
        size, wanted = (-self.value, -amount) if self.mirrored else (self.value, amount)
        limit = -inf
        if self.scale is not None:
            limit = (wanted - size) / self.scale
        elif wanted > 0:
            limit = log(wanted / size)
        chance = chance_above(self.deviations, limit)
        return Target(1 - chance if self.mirrored else chance, per_day)


@dataclass(frozen=True, slots=True)
class Backtest:
    """Scores of forecasts made at past origins, each knowing only the days up to its origin.

    Every score but `mase` (scaled per origin) and `mape` (days with sales only) can be recomputed from `points`.
    """

    origins: int
    horizon: int
    wape: float | None
    mape: float | None
    mase: float | None
    bias: float | None
    coverage: float | None
    baseline: str
    baseline_wape: float | None
    points: tuple[ForecastPoint, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast; `points` begin on the day, or in the bucket of the day, after the last complete day of `history`.

    baseline: the days ahead as the better simple baseline of the backtest has them, to be compared with what comes.
    """

    level: float
    model: str
    history: tuple[ForecastPoint, ...]
    points: tuple[ForecastPoint, ...]
    total: ForecastTotal | None
    backtest: Backtest | None
    baseline: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Anomaly:
    """A day on which the metric stood out; score: robust deviations from what its neighbours let expect."""

    date: date
    value: float
    expected: float
    lower: float
    upper: float
    score: float


def check_request(horizon: int, level: float) -> None:
    """Raise BadInput unless horizon is 1..365 days and level 0.5..0.99."""
    if not 1 <= horizon <= MAX_HORIZON_DAYS:
        raise BadInput(f"horizon is {horizon} days; give 1 to {MAX_HORIZON_DAYS}.", field="horizon")
    if not MIN_LEVEL <= level <= MAX_LEVEL:
        raise BadInput(f"level is {level}; give {MIN_LEVEL} to {MAX_LEVEL}.", field="level")


def mirrored(forecast: Forecast) -> Forecast:
    """The forecast of what is negative by nature, made from that of its size."""
    total, backtest = forecast.total, forecast.backtest
    return replace(
        forecast,
        history=tuple(map(_mirrored, forecast.history)),
        points=tuple(map(_mirrored, forecast.points)),
        total=total and replace(total, value=-total.value, lower=-total.upper, upper=-total.lower, mirrored=True),
        backtest=backtest and replace(backtest, points=tuple(map(_mirrored, backtest.points))),
        baseline=tuple(0.0 - value for value in forecast.baseline),
    )


def _mirrored(point: ForecastPoint) -> ForecastPoint:
    value, lower, upper, actual = (
        None if amount is None else 0.0 - amount for amount in (point.value, point.upper, point.lower, point.actual)
    )
    return ForecastPoint(point.date, value, lower, upper, actual)
