"""Several candidates' average, weighted by how each did at origins that had passed.

Weights are inverse squares of the mean absolute error: Bates and Granger (1969), "The Combination of Forecasts", with
the mean absolute for the root mean square, which single giant days rule. A candidate off by a quarter more than the
best is left out: Granger and Jeon (2004), "Thick modeling".
"""

from dataclasses import dataclass

import numpy as np

from backend.forecast.models import FloatArray, Model
from backend.forecast.rolls import Roll, rolls_of
from backend.forecast.series import DailySeries

LEFT_OUT_ABOVE = 1.25


@dataclass(frozen=True, slots=True)
class Combined:
    """The average's forecasts at past origins, each weighted by what was known there, and the weights of today."""

    rolls: list[Roll]
    models: tuple[Model, ...]
    weights: FloatArray

    def predict(self, known: DailySeries, horizon: int) -> FloatArray:
        """The average for the days ahead, from the candidates that have a weight."""
        used = [(model, weight) for model, weight in zip(self.models, self.weights, strict=True) if weight > 0]
        found: FloatArray = np.sum([weight * model.predict(known, horizon) for model, weight in used], axis=0)
        return found

    @property
    def label(self) -> str:
        """The candidates in the average, the heaviest first."""
        ranked = sorted(zip(self.weights, self.models, strict=True), key=lambda pair: -pair[0])
        named = [f"{model.name} {weight:.0%}" for weight, model in ranked if weight > 0]
        return named[0].rpartition(" ")[0] if len(named) == 1 else f"Average of {', '.join(named)}"


def combine(history: DailySeries, models: tuple[Model, ...], horizon: int, at: list[int]) -> Combined:
    """Every candidate at every origin; at each, weights come from the errors that were visible there and no later."""
    forecasts = np.array([[model.predict(history.head(origin), horizon) for model in models] for origin in at])
    forecasts = forecasts.reshape(len(at), len(models), horizon)
    values = np.array(history.values)
    mixed = [weights(forecasts, values, at, origin) @ forecasts[index] for index, origin in enumerate(at)]
    return Combined(rolls_of(history, mixed, at), models, weights(forecasts, values, at, len(history)))


def weights(forecasts: FloatArray, values: FloatArray, at: list[int], known_days: int) -> FloatArray:
    """One weight a candidate, of sum 1, from errors before `known_days`; equal where there are none yet.

    forecasts: shape (origins, candidates, horizon), made at the origins `at`.
    """
    horizon = forecasts.shape[2]
    errors = np.zeros(forecasts.shape[1])
    for index, origin in enumerate(at):
        passed = max(0, min(horizon, known_days - origin))
        errors += np.abs(forecasts[index, :, :passed] - values[origin : origin + passed]).sum(axis=1)
    best = float(errors.min()) if len(errors) else 0.0
    if best <= 0:
        chosen = (errors == 0).astype(np.float64)
    else:
        chosen = np.where(errors <= LEFT_OUT_ABOVE * best, (best / errors) ** 2, 0.0)
    found: FloatArray = chosen / chosen.sum()
    return found
