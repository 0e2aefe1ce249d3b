"""What a forecast was asked for."""

from dataclasses import dataclass, field

from backend.analytics.calendar import Granularity
from backend.analytics.filters import Filters
from backend.analytics.metrics import Metric
from backend.errors import BadInput
from backend.forecast.histories import History
from backend.forecast.result import check_request
from backend.forecast.task import DailyForecast
from backend.forecast.telling import Telling

DEFAULT_HORIZON_DAYS = 30
DEFAULT_LEVEL = 0.8
OFFERED = (Granularity.DAY, Granularity.WEEK, Granularity.MONTH)
DAILY_ONLY = (Metric.CUSTOMERS, Metric.AVERAGE_ORDER_VALUE)


@dataclass(frozen=True, slots=True)
class ForecastRequest:
    """horizon: 1..365 days; level: 0.5..0.99, the share of days the band should hold. Raises BadInput otherwise."""

    filters: Filters = field(default_factory=Filters)
    metric: Metric = Metric.REVENUE
    horizon: int = DEFAULT_HORIZON_DAYS
    level: float = DEFAULT_LEVEL
    granularity: Granularity = Granularity.DAY

    def __post_init__(self) -> None:
        check_request(self.horizon, self.level)
        if self.granularity not in OFFERED:
            raise BadInput(
                f"forecasts by {self.granularity.name} are not offered; ask for DAY, WEEK or MONTH", field="granularity"
            )
        if self.metric in DAILY_ONLY and self.granularity is not Granularity.DAY:
            raise BadInput(
                f"{self.metric.name} of a {self.granularity.value} is not the sum of its days; ask for DAY",
                field="granularity",
            )

    def task(self, found: History) -> DailyForecast:
        """The forecast to be made from the metric's days."""
        telling = Telling(
            granularity=self.granularity,
            mirrored=self.metric is Metric.RETURNS,
            total=self.metric is not Metric.CUSTOMERS,
        )
        return DailyForecast(found.series, self.horizon, self.level, telling, found.divisor)


@dataclass(frozen=True, slots=True)
class AnomaliesRequest:
    """Which metric's days, within which filter."""

    filters: Filters
    metric: Metric
