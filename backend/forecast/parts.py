"""Forecasts of the parts of a whole that add up to the forecast of the whole, day by day.

Each part, and the rest, is forecast by the simple candidates; on each day all are scaled by one factor so that they add
up: top-down by forecast proportions, Athanasopoulos, Ahmed and Hyndman (2009), "Hierarchical forecasts for Australian
domestic tourism". The whole is what can be forecast best, so it is not changed.
"""

import numpy as np

from backend.forecast.candidates import candidates
from backend.forecast.combination import combine
from backend.forecast.daily import MEMORY_DAYS
from backend.forecast.models import FloatArray
from backend.forecast.rolls import horizon_tested, origins
from backend.forecast.series import DailySeries


def reconciled(parts: list[DailySeries], whole: FloatArray) -> FloatArray:
    """Shape (parts, horizon): what each part is expected to bring of the whole's expected days, `whole`."""
    expected = np.array([_expected(part, len(whole)) for part in parts])
    together = expected.sum(axis=0)
    share = np.divide(expected, together, out=np.zeros_like(expected), where=together > 0)
    # A day that only the whole expects something of is shared as all the days together are.
    overall = expected.sum(axis=1) / together.sum() if together.sum() > 0 else np.full(len(parts), 1 / len(parts))
    share[:, together <= 0] = overall[:, None]
    found: FloatArray = share * whole
    return found


def _expected(part: DailySeries, horizon: int) -> FloatArray:
    recent = part.complete().tail(MEMORY_DAYS)
    if not recent.selling_days():
        return np.zeros(horizon)
    models, _ = candidates(recent, simple=True)
    tested = horizon_tested(len(recent), horizon)
    return combine(recent, models, tested, origins(recent, tested)).predict(recent, horizon)
