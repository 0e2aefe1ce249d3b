"""Where a likelihood is greatest, found the same way for every model of customers."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats: TypeAlias = NDArray[np.float64]
Loss: TypeAlias = Callable[[Floats], tuple[float, Floats]]

BOUND = 12.0
"""Of the parameters' logarithms: no shop's lie beyond, and within it no term overflows."""
PULL = 1e-7
"""Towards zero, far below any data's: a parameter that the data do not show stays finite."""
STEEP = 1e-4


def likeliest(loss: Loss, start: Floats) -> Floats:
    """The logarithms at which `loss` (minus the mean log-likelihood of a customer, and its slopes) is least.

    Raises ValueError where the search ends on a slope.
    """

    def pulled(logarithms: Floats) -> tuple[float, Floats]:
        value, slopes = loss(logarithms)
        return value + PULL * float(logarithms @ logarithms), slopes + 2 * PULL * logarithms

    found = minimize(
        pulled,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(-BOUND, BOUND)] * len(start),
        options={"ftol": 1e-13, "gtol": 1e-7, "maxiter": 500},
    )
    point = np.asarray(found.x, dtype=np.float64)
    slopes = pulled(point)[1]
    if not np.all(np.abs(slopes[np.abs(point) < BOUND]) <= STEEP):
        raise ValueError(f"no likeliest model of these customers was found: {found.message}")
    return point
