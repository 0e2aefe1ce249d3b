"""What a forecast holds, in the shape of the public contract; amounts in the data set's currency."""

from dataclasses import dataclass
from datetime import date

from backend.errors import BadInput

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
class ForecastTotal:
    """The sum of the points' values over the horizon, with a band of its own."""

    value: float
    lower: float
    upper: float


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
    """A daily forecast; `points` begin on the day after the last complete day of `history`."""

    level: float
    model: str
    history: tuple[ForecastPoint, ...]
    points: tuple[ForecastPoint, ...]
    total: ForecastTotal | None
    backtest: Backtest | None


def check_request(horizon: int, level: float) -> None:
    """Raise BadInput unless horizon is 1..365 days and level 0.5..0.99."""
    if not 1 <= horizon <= MAX_HORIZON_DAYS:
        raise BadInput(f"horizon is {horizon} days; give 1 to {MAX_HORIZON_DAYS}.", field="horizon")
    if not MIN_LEVEL <= level <= MAX_LEVEL:
        raise BadInput(f"level is {level}; give {MIN_LEVEL} to {MAX_LEVEL}.", field="level")
