"""How often customers will order again: BG/NBD, fitted on counts of customers with equal histories.

Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2). While active, a customer
orders at random with a rate that differs between customers by Gamma(r, alpha); after each order one stops for good with
a chance that differs by Beta(a, b). Times are in days, since the customer's first order.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, gammaln, hyp2f1, psi

from backend.forecast.likelihood import Floats, likeliest

START = (1.0, 1.0, 1.0, 2.0)
"""r, alpha as a share of the mean age, a, b."""
SINGULAR = 1e-6


@dataclass(frozen=True)
class Histories:
    """Distinct histories and how many customers have each; arrays of one length.

    `repeats`: orders after the first; `recency`: days from the first order to the last; `age`: days from the first
    order to the end of what is known; `customers`: how many.
    """

    repeats: Floats
    recency: Floats
    age: Floats
    customers: Floats

    @classmethod
    def grouped(cls, repeats: Floats, recency: Floats, age: Floats) -> "Histories":
        """Of one value for each customer. Raises ValueError where a recency lies outside 0..age."""
        if np.any(recency < 0) or np.any(recency > age):
            raise ValueError("a customer's last order lies before the first or after the end")
        distinct, customers = np.unique(np.column_stack((repeats, recency, age)), axis=0, return_counts=True)
        repeats, recency, age = (np.ascontiguousarray(column) for column in distinct.T)
        return cls(repeats, recency, age, customers.astype(np.float64))


@dataclass(frozen=True)
class BgNbd:
    """A fitted model; its methods take and give one value for each customer."""

    r: float
    alpha: float
    a: float
    b: float

    def chance_active(self, repeats: Floats, recency: Floats, age: Floats) -> Floats:
        """P(alive), 0..1, at the end of what is known: equation 7 of Fader, Hardie and Lee (2008), note 019."""
        return 1.0 / (1.0 + self._gone(repeats, recency, age))

    def expected_repeats(self, days: float, repeats: Floats, recency: Floats, age: Floats) -> Floats:
        """Orders in the `days` to come: equation 10 of the paper."""
        # At a = 1 the formula is 0/0; beside it the limit is reached to six digits.
        a = self.a if abs(self.a - 1.0) > SINGULAR else 1.0 + SINGULAR
        shape, survived = self.r + repeats, self.b + repeats
        total = self.alpha + age + days
        without = ((self.alpha + age) / total) ** shape * hyp2f1(shape, survived, a + survived - 1.0, days / total)
        expected = (a + survived - 1.0) / (a - 1.0) * (1.0 - without)
        return np.asarray(expected / (1.0 + self._gone(repeats, recency, age)), dtype=np.float64)

    def _gone(self, repeats: Floats, recency: Floats, age: Floats) -> Floats:
        """The odds of having stopped at the last order; nobody can have before the first repeat."""
        shape = self.r + repeats
        longer = shape * (np.log(self.alpha + age) - np.log(self.alpha + recency))
        odds = self.a / (self.b + np.maximum(repeats, 1.0) - 1.0) * np.exp(np.minimum(longer, 700.0))
        return np.where(repeats > 0, odds, 0.0)


def fit(histories: Histories) -> BgNbd:
    """The likeliest model. Raises ValueError without a customer who ordered again, or where none is likeliest."""
    if not np.any(histories.repeats > 0):
        raise ValueError("no customer has ordered twice yet")
    scale = float(np.average(histories.age, weights=histories.customers)) or 1.0
    start = np.log(START) + np.array([0.0, np.log(scale), 0.0, 0.0])
    r, alpha, a, b = np.exp(likeliest(_Loss(histories), start))
    return BgNbd(float(r), float(alpha), float(a), float(b))


class _Loss:
    """Minus the mean log-likelihood of a customer (equation 6 of the paper), and its slopes by log r, alpha, a, b."""

    def __init__(self, histories: Histories) -> None:
        self._known = histories
        self._weights = histories.customers / histories.customers.sum()
        # Gamma functions are dear, and few counts of orders differ.
        self._counts, self._count = np.unique(histories.repeats, return_inverse=True)

    def __call__(self, logarithms: Floats) -> tuple[float, Floats]:
        parameters = r, alpha, a, b = np.exp(logarithms)
        shape = r + self._known.repeats
        old, seen = np.log(alpha + self._known.age), np.log(alpha + self._known.recency)
        stays, stops = -shape * old, self._stop_odds(a, b) - shape * seen
        mixed = np.logaddexp(stays, stops)
        stopped = np.exp(stops - mixed)
        counts = gammaln(r + self._counts) - gammaln(r) + betaln(a, b + self._counts) - betaln(a, b)
        value = self._weights @ (counts[self._count] + r * logarithms[1] + mixed)
        by_count = psi(np.add.outer(np.array([r, b, a + b]), self._counts)) - psi(np.array([[r], [b], [a + b]]))
        of_r, of_b, of_ab = by_count[:, self._count]
        slopes = (
            of_r + logarithms[1] - old - stopped * (seen - old),
            r / alpha - shape * ((1 - stopped) / (alpha + self._known.age) + stopped / (alpha + self._known.recency)),
            stopped / a - of_ab,
            of_b - stopped / (b + np.maximum(self._known.repeats, 1.0) - 1.0) - of_ab,
        )
        gradient = np.array([self._weights @ slope for slope in slopes]) * parameters
        return float(-value), -gradient

    def _stop_odds(self, a: float, b: float) -> Floats:
        """Logarithm of how much likelier the last repeat was the end than not, times aside; never before a repeat."""
        repeats = self._known.repeats
        return np.where(repeats > 0, np.log(a) - np.log(b + np.maximum(repeats, 1.0) - 1.0), -np.inf)
