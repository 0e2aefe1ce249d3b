"""What a customer's orders are worth: Gamma-Gamma, which draws few orders towards the shop's mean and many hardly.

Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value", brucehardie.com/notes/025: order values of a
customer follow Gamma(p, nu), and nu differs between customers by Gamma(q, gamma).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, psi

from backend.forecast.likelihood import Floats, likeliest

START = (2.0, 3.0)
"""p and q; gamma starts where the model's mean is the data's."""


@dataclass(frozen=True)
class GammaGamma:
    """A fitted model; `gamma` in units of money."""

    p: float
    q: float
    gamma: float

    def expected_value(self, orders: Floats, mean_value: Floats) -> Floats:
        """Of an order to come, per customer, in the unit of `mean_value`: equation 5 of the note."""
        return self.p * (self.gamma + orders * mean_value) / (self.p * orders + self.q - 1.0)


def fit(orders: Floats, mean_value: Floats) -> GammaGamma:
    """The likeliest model of customers with so many orders of so much on average, both positive.

    Raises ValueError where a value is not positive, without two customers, or where no likeliest model is found.
    """
    if len(orders) < 2 or np.any(orders <= 0) or np.any(mean_value <= 0):
        raise ValueError("the values of orders need at least two customers, each with orders of more than nothing")
    scale = float(mean_value.mean())
    p, q = START
    start = np.log([p, q - 1.0, (q - 1.0) / p])
    p, beyond, gamma = np.exp(likeliest(_Loss(orders, mean_value / scale), start))
    return GammaGamma(float(p), float(1.0 + beyond), float(gamma * scale))


class _Loss:
    """Minus the mean log-likelihood of a customer (equation 1a of the note), and its slopes.

    The parameters are log p, log(q - 1), log gamma: below q = 1 the mean over all customers would be infinite, and the
    model is not looked for there.
    """

    def __init__(self, orders: Floats, mean_value: Floats) -> None:
        self._orders, self._total = orders, orders * mean_value
        self._log_total, self._log_mean = np.log(self._total), np.log(mean_value)

    def __call__(self, logarithms: Floats) -> tuple[float, Floats]:
        p, beyond, gamma = np.exp(logarithms)
        q, shape = 1.0 + beyond, p * self._orders
        spread = np.log(gamma + self._total)
        known = gammaln(shape + q) - gammaln(shape) - gammaln(q)
        value = np.mean(known + q * np.log(gamma) + shape * self._log_total - self._log_mean - (shape + q) * spread)
        both = psi(shape + q)
        slopes = np.array(
            [
                np.mean(self._orders * (both - psi(shape) + self._log_total - spread)),
                np.mean(both - psi(q) + np.log(gamma) - spread),
                np.mean(q / gamma - (shape + q) / (gamma + self._total)),
            ]
        )
        gradient = slopes * np.array([p, beyond, gamma])
        return float(-value), -gradient
